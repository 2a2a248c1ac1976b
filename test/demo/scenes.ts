// The scenes in which nobody is paged but for the target that hangs: blip, 302, slow, timeout.
import { until } from '../fakes/client.ts'
import {
  avoided,
  type IncidentRow,
  incidentsOf,
  type Stage,
  seconds,
  stateOf,
  told,
  toldAbout,
  untilHealth,
} from './scene.ts'
import type { Demo } from './stage.ts'

/** A 3-second blip: verifying, false alarm avoided, nobody told. */
export async function blip(demo: Demo): Promise<string> {
  const check = await demo.watch('blip', { path: '/blip' })
  demo.target.set('/blip', { kind: 'status', status: 503 })
  const begun = Date.now()
  await until(
    'verifying',
    20_000,
    async () => (await stateOf(demo, check)).activity === 'verifying',
  )
  const verifyingAfter = Date.now() - begun
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  demo.target.set('/blip', { kind: 'ok' })
  await avoided(demo, check, 60_000)
  nobodyTold(demo, check)
  return `blip 3 s → verifying after ${seconds(verifyingAfter)}, false alarm avoided, nobody told`
}

/** A 302 to another page: up, and the chain is on record. */
export async function redirect(demo: Demo): Promise<string> {
  const check = await demo.watch('redirect', { path: '/redirect' })
  demo.target.set('/redirect', { kind: 'redirect', to: '/landing' })
  const before = Date.now()
  await until('answers after the redirect', 40_000, async () => {
    const { latest } = (await stateOf(demo, check)) as { latest: Record<string, { at?: number }> }
    return Object.values(latest).every((one) => (one.at ?? 0) > before + 500)
  })
  const state = await stateOf(demo, check)
  expect(state.health === 'up', `redirect: health is ${state.health}`)
  nobodyTold(demo, check)
  const chain = await demo.chain(check)
  return `302 → up, chain shown: ${chain}`
}

/** Answers after 4 s: slow, nobody paged. */
export async function slow(demo: Demo): Promise<string> {
  const check = await demo.watch('slow', { path: '/slow' })
  demo.target.set('/slow', { kind: 'slow', ms: 4_000 })
  const took = await untilHealth(demo, check, 'slow', 120_000)
  nobodyPaged(demo, check)
  return `answers after 4 s → slow after ${seconds(took)}, nobody paged`
}

/** Accepts and hangs: down, with the phase and the patient probe in the message. */
export async function hangs(demo: Demo): Promise<string> {
  const check = await demo.watch('hangs', { path: '/hangs' })
  demo.target.set('/hangs', { kind: 'hang' })
  const badAt = await demo.firstSeen('/hangs', Date.now())
  const page = await told(demo, check, 'incident.opened', 90_000)
  const [incident] = await incidentsOf(demo, check)
  return `hangs → down after ${seconds(page.at - badAt)}, "${sentence(incident)}"`
}

function sentence(incident: IncidentRow | undefined): string {
  const verdict = incident?.verdict ?? {}
  const failing = (verdict.fail as string[] | undefined)?.length ?? 0
  const asked = (verdict.asked as string[] | undefined)?.length ?? 0
  const patient = Number(verdict.patientMs ?? 0) / 1000
  const budget = Number(verdict.budgetMs ?? 0) / 1000
  return `no first byte in ${budget} s from ${failing} of ${asked}, patient probe ${patient.toFixed(0)} s in vain`
}

/** Fails the demo when anything at all was told about a check. */
export function nobodyTold(stage: Stage, check: string): void {
  const messages = toldAbout(stage, check)
  expect(messages.length === 0, `told ${messages.length} times about ${check}`)
}

function nobodyPaged(stage: Stage, check: string): void {
  const pages = toldAbout(stage, check).filter((one) => one.json?.data.level === 'critical')
  expect(pages.length === 0, `paged ${pages.length} times about ${check}`)
}

/** A promise of the demo; a broken one ends it with exit code 1. */
export function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}
