// The demo's stage: eSonar with three locations, the third in a process and on a network of its
// own that can be broken and mended.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRegion } from '../../server/region-process.ts'
import { until } from '../fakes/client.ts'
import { openStage, type Stage } from '../fakes/stage.ts'
import { startTarget, type Target } from '../fakes/target.ts'

export interface Demo extends Stage {
  /** A target that can stop listening without taking the others along. */
  refusable: Target
  /** The first instant at or after `since` at which the target was asked for a path. */
  firstSeen(path: string, since: number): Promise<number>
  /** The hops of the latest answer, as one line. */
  chain(check: string): Promise<string>
  breakThirdLocation(): Promise<void>
  mendThirdLocation(): Promise<void>
}

const signingSecret = 'demo-signing-secret-0123456789abcdef'
/** Documentation's own addresses (RFC 5737): nothing is reached from there. */
const nowhere = ['192.0.2.0/24']

/** Starts the demo's stage. */
export async function openDemo(): Promise<Demo> {
  const folder = mkdtempSync(join(tmpdir(), 'esonar-demo-'))
  const third = (allow: string[], port = 0) =>
    startRegion({
      folder,
      port,
      location: 'three',
      signingSecret,
      dohUrl: 'http://127.0.0.1:9/dns-query',
      allow,
    })
  let region = await third(['public', 'private'])
  const refusable = await startTarget()
  const replace = async (allow: string[]) => {
    await region.stop()
    region = await third(allow, region.port)
  }
  const stage = await openStage({
    locations: `one,two,three@other-net=http://127.0.0.1:${region.port}`,
    env: { ESONAR_SIGNING_SECRET: signingSecret },
  })
  return {
    ...stage,
    refusable,
    firstSeen: (path, since) =>
      until(`a probe of ${path}`, 30_000, async () =>
        stage.target.seen(path).find((at) => at >= since),
      ),
    chain: (check) => chainOf(stage, check),
    breakThirdLocation: () => replace(nowhere),
    mendThirdLocation: () => replace(['public', 'private']),
    close: async () => {
      await stage.close()
      await region.stop()
      await refusable.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Hop {
  url: string
  status: number
}

async function chainOf({ api, url }: Stage, check: string): Promise<string> {
  const { latest } = await api.get<{ latest: Record<string, { hops?: Hop[] }> }>(
    `/api/checks/${check}/state`,
  )
  const hops = Object.values(latest).find((one) => (one.hops?.length ?? 0) > 1)?.hops
  if (!hops) throw new Error(`no redirect is on record for ${url}/checks/${check}`)
  return hops.map((hop) => `${hop.status} ${new URL(hop.url).pathname}`).join(' → ')
}
