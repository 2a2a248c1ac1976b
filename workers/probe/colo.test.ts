// What a place says of where it stands: read from the edge's own trace, kept for a while, put into
// what it measured.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { until } from '../../test/fakes/client.ts'
import type { RegionEnv } from '../env.ts'
import { coloIn, knownColo, withColo } from './colo.ts'

const trace = 'fl=1f1\nh=cloudflare.com\nip=2001:db8::1\ncolo=LHR\nsliver=none\nloc=GB\n'

it('is read from a trace, and from nothing else', () => {
  expect(coloIn(trace)).toBe('LHR')
  for (const text of ['', '<html>colo=LHR</html>', 'colo=lhr', 'colo=LHRX', 'xcolo=LHR'])
    expect(coloIn(text)).toBeNull()
})

it('is asked once in ten minutes, and not at all without an address', async () => {
  let asked = 0
  let colo = 'LHR'
  const server = createServer((_request, response) => {
    asked += 1
    response.end(trace.replace('LHR', colo))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const env = { TRACE_URL: `http://127.0.0.1:${port}/` } as RegionEnv
  const begun = 1_000_000_000
  expect(knownColo({} as RegionEnv, begun)()).toBeNull()
  const now = knownColo(env, begun)
  expect(now()).toBeNull()
  await until('the trace', 5_000, async () => now() === 'LHR')
  colo = 'AMS'
  expect(knownColo(env, begun + 599_000)()).toBe('LHR')
  expect(asked).toBe(1)
  const later = knownColo(env, begun + 600_000)
  await until('the place to have moved', 5_000, async () => later() === 'AMS')
  server.close()
  // An edge that says nothing leaves what was known.
  const after = knownColo(env, begun + 1_300_000)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(after()).toBe('AMS')
})

it('is put into what was measured, and into nothing else', () => {
  const answered = { v: 1, kind: 'answered', order: '1' } as never
  expect(withColo(answered, 'LHR')).toMatchObject({ colo: 'LHR' })
  expect(withColo(answered, null)).toBe(answered)
  const waiting = { v: 1, kind: 'waiting', order: '1', waitedMs: 5 } as const
  expect(withColo(waiting, 'LHR')).toBe(waiting)
})
