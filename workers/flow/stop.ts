// The kill switch: probing of one workspace, or of all, is stopped by whoever runs the installation,
// with a reason, and goes on by their word.
import { Problem } from '../domain/problem.ts'
import { type Stop, type Stops, stopOf, stopsKey } from '../domain/stop.ts'
import type { HubPorts } from '../hub-ports.ts'
import type { Operator, OperatorVerb } from '../operator-ports.ts'
import { push } from './change.ts'
import { knownShards } from './health.ts'
import { keepAt, keptAt } from './kept.ts'
import { tenantOf } from './operator.ts'

const reasonCharsMax = 300

/** Stops the probing of a workspace; null: of all. What is open stays open, nothing new is asked. */
export async function stopProbing(
  hub: HubPorts,
  operator: Operator,
  workspace: string | null,
  reason: string,
): Promise<void> {
  const why = reasonOf(reason)
  if (workspace !== null) await tenantOf(hub, workspace)
  if (!(await hub.operator.stop(workspace, actOf(operator, 'stop', workspace, why)))) {
    throw new Problem('conflict', 'It is stopped already.')
  }
  await publishStops(hub)
}

/** Lets it go on. */
export async function letProbe(
  hub: HubPorts,
  operator: Operator,
  workspace: string | null,
): Promise<void> {
  if (!(await hub.operator.goOn(workspace, actOf(operator, 'go on', workspace, '')))) {
    throw new Problem('conflict', 'It is not stopped.')
  }
  await publishStops(hub)
}

const actOf = (
  operator: Operator,
  act: OperatorVerb,
  workspace: string | null,
  reason: string,
) => ({
  ...operator,
  act,
  subject: workspace ?? '',
  reason,
})

/** What was stopped or goes on reaches the shards now; cron does so within a minute in any case. */
export async function reach(hub: HubPorts, workspace: string | null): Promise<void> {
  if (workspace !== null) return push(hub, workspace)
  const shards = await knownShards(hub)
  await Promise.all(
    shards.map(async ({ workspaces }) => {
      for (const one of workspaces) await push(hub, one.workspace)
    }),
  )
}

/** A reason that people can be shown. */
export function reasonOf(text: string, field = 'reason'): string {
  const reason = text.trim()
  if (reason === '') throw new Problem('invalid', 'must say why, in a sentence', field)
  if (reason.length <= reasonCharsMax) return reason
  throw new Problem('invalid', `must have at most ${reasonCharsMax} characters`, field)
}

async function publishStops(hub: HubPorts): Promise<void> {
  const stops: Stops = { v: 1, all: null, workspaces: {} }
  for (const { workspace, ...stop } of await hub.operator.stops()) {
    if (workspace === null) stops.all = stop
    else stops.workspaces[workspace] = stop
  }
  await keepAt(hub, stopsKey, stops)
}

/** What holds for a workspace, as KV says. */
export async function stopIn(hub: HubPorts, workspace: string): Promise<Stop | null> {
  return stopOf(await keptAt<Stops>(hub, stopsKey), workspace)
}

/** Refuses a probe by hand while probing is stopped. */
export async function verifyProbing(hub: HubPorts, workspace: string): Promise<void> {
  const stop = await stopIn(hub, workspace)
  if (!stop) return
  throw new Problem(
    'conflict',
    `Probing is stopped by whoever runs this installation: ${stop.reason}`,
  )
}
