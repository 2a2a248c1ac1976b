// What a verdict rests on, whole, as it is kept: for its owner, and for nobody else.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Round } from '../../workers/domain/round.ts'
import { audit, checkIn, incidentIn, roundOf, suspicionIn } from '../contract/store-world.ts'
import { acme, bolt, keys, openWorld, type World } from './world.ts'

let world: World
const incident = incidentIn(acme, 'down')
const avoided = { outcome: 'avoided' as const, why: 'blip' as const, endedAt: incident.openedAt }
const suspicion = suspicionIn(acme, 'blip', avoided)

/** Answers came before the decision. */
const heard = (round: Round): Round => ({
  ...round,
  observations: round.observations.map((one) => ({ ...one, at: round.decidedAt })),
})

beforeAll(async () => {
  world = await openWorld()
  await world.place.config.putCheck(acme, checkIn(acme, 'one'), null, audit)
  const round = (number: number, subject: string) => ({
    kind: 'round' as const,
    workspace: acme,
    check: checkIn(acme, 'one').id,
    subject,
    round: heard(roundOf(number, ['weur', 'enam'])),
  })
  await world.place.archive.save([
    { kind: 'incident', incident },
    { kind: 'suspicion', suspicion },
    round(3, incident.id),
    round(4, incident.id),
    round(1, suspicion.id),
  ])
})
afterAll(async () => {
  await world.stop()
})

it('of an incident: rounds with measurements and words, the rule, the picture', async () => {
  const { status, json } = await world.ask('GET', `/api/incidents/${incident.id}/evidence`)
  expect(status).toBe(200)
  expect(json.rule).toEqual({ key: 'majority', words: expect.stringMatching(/^Rule: /) })
  const kept = json.rounds.find((one: { number: number }) => one.number === 3)
  expect(kept.said).toBe('fail')
  expect(kept.words.length).toBe(3)
  expect(kept.observations[0]).toMatchObject({ kind: 'fail', measurement: { v: 1 } })
  expect(json.picture.columns.length).toBe(json.rounds.length)
  expect(json.picture.rows.map((row: { place: string }) => row.place)).toContain('weur')
})

it('with the line that asks the same by hand', async () => {
  for (const path of [`incidents/${incident.id}`, `suspicions/${suspicion.id}`]) {
    const { json } = await world.ask('GET', `/api/${path}/evidence`)
    expect(json.command).toMatch(/^curl -sS .*https?:/)
  }
})

it('of a suspicion, too', async () => {
  const { status, json } = await world.ask('GET', `/api/suspicions/${suspicion.id}/evidence`)
  expect(status).toBe(200)
  expect(json).toMatchObject({ suspicion: { id: suspicion.id }, why: expect.any(String) })
  expect(json.rounds.length).toBe(1)
})

it('is nobody else’s', async () => {
  for (const path of [`incidents/${incident.id}`, `suspicions/${suspicion.id}`]) {
    const { status } = await world.ask('GET', `/api/${path}/evidence`, { key: keys.bolt })
    expect(status).toBe(404)
  }
  const strange = `/api/incidents/inc_${bolt}_down/evidence`
  expect((await world.ask('GET', strange)).status).toBe(404)
})
