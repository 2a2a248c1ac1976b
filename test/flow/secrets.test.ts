// A target that repeats the secrets it was sent: none of them is written, uploaded or told.
import { expect, it } from 'vitest'
import type { Batch, ProbeEvent } from '../../workers/domain/measurement.ts'
import { checkOf, configOf } from '../fakes/telling.ts'
import { shardWorld } from './shard.ts'

const token = 'T0p-secret_tok3n'
const check = checkOf({ confirmSeconds: 0 })
if (check.type === 'http') check.http.bearerToken = token

/** Says everything again, where a measurement has room for it. */
async function* parrot(_location: string, batch: Batch): AsyncIterable<ProbeEvent> {
  for (const { id, target } of batch.orders) {
    const sent = JSON.stringify(target)
    yield {
      v: 1,
      kind: 'answered',
      order: id,
      startedAt: 0,
      totalMs: 20,
      budgetMs: 10_000,
      phases: { headers: 20 },
      status: 500,
      bodyStart: sent,
      body: sent,
      finalUrl: `https://checkout.example/?q=${token}`,
      hops: [
        { url: 'https://checkout.example/', status: 302, location: `/?q=${token}`, ms: 4 },
        { url: `https://checkout.example/?q=${token}`, status: 500, ms: 9 },
      ],
      controls: [{ url: 'https://control.example/', ok: true, ms: 5 }],
    }
  }
}

it('keeps no secret that an answer repeats', async () => {
  const world = shardWorld(configOf({ checks: [check] }))
  const place = { id: 'weur', network: 'cloudflare', label: 'weur', default: true }
  world.ports.locations = { list: () => [place], ask: parrot, controls: async () => [] }
  for (let round = 0; round < 4; round += 1) {
    await world.wake()
    world.pass(5_000)
  }
  const [watched] = world.memory.checks.values()
  expect(watched?.state.open.health?.rounds.length).toBeGreaterThan(0)
  const kept = [[...world.documents], world.archived, world.live, world.sent, [...world.pages]]
  const text = JSON.stringify([kept, [...(watched?.beside ?? [])], watched?.state])
  expect(text).toContain('[redacted]')
  // The check's own settings hold it, sealed where there is a vault; nothing else does.
  expect(
    text
      .replaceAll(`"bearerToken":"${token}"`, '')
      .replaceAll(`\\"bearerToken\\":\\"${token}\\"`, ''),
  ).not.toContain(token)
})
