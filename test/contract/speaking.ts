// A location that trusts an authority of the test's own, and servers on loopback that speak as they are
// told to: what the tests of a tcp check's dialogue have in common.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { dialogueOf } from '../../workers/domain/check/dialogue.ts'
import { privateAuthority } from '../fakes/certificate.ts'
import { type Script, type Speaker, startSpeaker } from '../fakes/speaker.ts'
import { heard, orderOf, type Road, startWorld, type World } from './probe-world.ts'

const dayMs = 86_400_000
const host = '127.0.0.1'

/** What a check says, without where to. */
type Spoken = Omit<Parameters<typeof dialogueOf>[0], 'host' | 'port'>

/** Begins before the tests of the block it is called in, and ends after them. */
export function openSpeaking(way: Road) {
  const [from, to] = [Date.now() - dayMs, Date.now() + dayMs]
  const folder = mkdtempSync(join(tmpdir(), 'esonar-speaking-'))
  const authority = privateAuthority('Authority', from, to)
  const speakers: Speaker[] = []
  let world: World
  beforeAll(async () => {
    writeFileSync(join(folder, 'ca.crt'), authority.cert)
    process.env.SSL_CERT_FILE = join(folder, 'ca.crt')
    world = await startWorld(way)
  })
  afterAll(async () => {
    delete process.env.SSL_CERT_FILE
    await world?.close()
    await Promise.all(speakers.map((one) => one.close()))
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    from,
    to,
    /** A key and a certificate that the location trusts. */
    trusted: () => authority.issue(host, from, to),
    world: () => world,
    /** What the location answers of such a server, asked by a check that speaks so. */
    asked: async (server: Script, spoken: Spoken, budgetMs = 4_000) => {
      const speaker = await startSpeaker(server)
      speakers.push(speaker)
      const { port } = speaker
      const dialogue = dialogueOf({ host, port, ...spoken })
      const order = orderOf({ type: 'tcp', tcp: { host, port, dialogue } }, { budgetMs })
      const [event] = await heard(world.locations, [order])
      return { event, speaker }
    },
  }
}
