// One scene of the demo: a check of its own, a fault, and what eSonar concluded and told, read
// from its API and from a webhook receiver as any user would.
import { type Client, until } from '../fakes/client.ts'
import type { Received, Receiver } from '../fakes/receiver.ts'

export interface Stage {
  api: Client
  receiver: Receiver
  /** Adds a check and waits until every location has passed it once. */
  watch(name: string, target: { url?: string; port?: number }, settings?: object): Promise<string>
}

interface CheckState {
  health: string
  activity: string
  latest: Record<string, { kind: string; ms: number }>
}
export interface IncidentRow {
  id: string
  kind: string
  level: string
  location: string | null
  openedAt: string
  resolvedAt: string | null
  downtimeSeconds: number | null
  headline: string
  verdict: Record<string, unknown>
}
interface Suspicion {
  outcome: string
  why: string | null
}

/** What the API says of a check right now. */
export function stateOf(stage: Stage, check: string): Promise<CheckState> {
  return stage.api.get<CheckState>(`/api/checks/${check}/state`)
}

/** Waits until a check's health is this. Answers how long it took, ms. */
export async function untilHealth(
  stage: Stage,
  check: string,
  health: string,
  withinMs: number,
): Promise<number> {
  const begun = Date.now()
  await until(`${check} ${health}`, withinMs, async () => {
    const state = await stateOf(stage, check)
    return state.health === health && state.activity === 'steady'
  })
  return Date.now() - begun
}

/** Incidents of a check, newest first. */
export async function incidentsOf(stage: Stage, check: string): Promise<IncidentRow[]> {
  return (await stage.api.get<{ data: IncidentRow[] }>(`/api/incidents?check=${check}`)).data
}

/** The suspicion of a check that ended without an incident, once there is one. */
export function avoided(stage: Stage, check: string, withinMs: number): Promise<Suspicion> {
  return until(`false alarm avoided on ${check}`, withinMs, async () => {
    const list = await stage.api.get<{ data: Suspicion[] }>(`/api/suspicions?check=${check}`)
    return list.data.find((one) => one.outcome === 'avoided')
  })
}

/** Messages about a check that reached the receiver, oldest first. */
export function toldAbout(stage: Stage, check: string): Received[] {
  return stage.receiver.received.filter(
    (one) => (one.json?.data.check as { id?: string } | null)?.id === check,
  )
}

/** The first message of a type about a check, past or coming. */
export function told(
  stage: Stage,
  check: string,
  type: string,
  withinMs: number,
): Promise<Received> {
  return stage.receiver.waitFor(
    (one) =>
      one.json?.type === type && (one.json.data.check as { id?: string } | null)?.id === check,
    withinMs,
  )
}

/** Milliseconds as seconds with one digit. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
