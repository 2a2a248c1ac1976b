// A check as its plan lets it run: no more often and from no more places. What was wished stays on
// record, so that a larger plan brings it back.
import { type Agent, isWitness, placeOfAgent } from './agent.ts'
import type { Check } from './check/check.ts'
import type { WorkspaceConfig } from './config.ts'
import { limits } from './plan.ts'

/** How a check runs. */
export type Run = Pick<Check, 'intervalSeconds' | 'locations'>

/** The configuration as the plan lets it run; the same object where nothing is cut. */
export function fitted(config: WorkspaceConfig): WorkspaceConfig {
  const checks = config.checks.map((check) => fittedCheck(check, config.plan, config.agents))
  const isCut = checks.some((check, index) => check !== config.checks[index])
  return isCut ? { ...config, checks } : config
}

/** One check of it. */
export function fittedCheck(check: Check, plan: string, agents: Agent[] = []): Check {
  const { intervalSecondsMin, locationsPerCheckMax } = limits(plan)
  const intervalSeconds = Math.max(check.intervalSeconds, intervalSecondsMin)
  const locations = cut(check, locationsPerCheckMax, agents)
  const isSame = intervalSeconds === check.intervalSeconds && locations === check.locations
  return isSame ? check : { ...check, intervalSeconds, locations }
}

/** Whose word counts is kept first: a check must not be left with witnesses alone. */
function cut(check: Check, most: number, agents: Agent[]): string[] | null {
  const { locations } = check
  if (locations === null || locations.length <= most) return locations
  const witnesses = agents
    .filter((one) => one.revokedAt !== null || isWitness(placeOfAgent(one), check))
    .map((one) => one.id)
  const isEvidence = (id: string) => witnesses.includes(id)
  const inOrder = [
    ...locations.filter((id) => !isEvidence(id)),
    ...locations.filter((id) => isEvidence(id)),
  ]
  const kept = inOrder.slice(0, most)
  return locations.filter((id) => kept.includes(id))
}
