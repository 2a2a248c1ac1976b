// What the public sees of a workspace's checks, and nothing else: an allow-list.

import type { Check } from './check/check.ts'
import { publicTarget, targetText } from './check/index.ts'
import type { Page, WorkspaceConfig } from './config.ts'
import { headlineOf } from './explain.ts'
import type { Incident } from './incident.ts'
import { mutedUntil } from './maintenance.ts'
import type { Health } from './verdict/state.ts'

/** PERSISTED CONTRACT: in KV under `page:<slug>`, read by the public page. */
export interface PageSnapshot {
  v: 1
  slug: string
  title: string
  overall: 'up' | 'trouble' | 'down'
  sentence: string
  checks: { name: string; health: Health | 'paused' | 'maintenance'; since: number }[]
  incidents: { headline: string; startedAt: number; resolvedAt: number | null }[]
  updatedAt: number
}

export interface Shown {
  health: Health
  since: number
  incidents: Incident[]
}

const incidentsMax = 20

/** The snapshot of a page. Only names, health and the public words of incidents go in. */
export function snapshotOf(
  page: Page,
  config: WorkspaceConfig,
  states: ReadonlyMap<string, Shown>,
  now: number,
): PageSnapshot {
  const wanted = page.checks
  const listed = wanted
    ? wanted.flatMap((id) => config.checks.filter((check) => check.id === id))
    : config.checks
  const checks = listed.map((check) => {
    const state = states.get(check.id)
    const health = healthOf(check, config, state?.health ?? 'unknown', now)
    return { name: publicName(check), health, since: state?.since ?? now }
  })
  const incidents = listed.flatMap((check) =>
    (states.get(check.id)?.incidents ?? [])
      .filter((one) => one.group === 'health' || (one.group === 'silent' && one.verdict.beat))
      .filter((one) => one.level !== 'info')
      .map(({ kind, verdict, startedAt, resolvedAt }) => ({
        headline: headlineOf(publicName(check), kind, publicVerdict(verdict)),
        startedAt,
        resolvedAt,
      })),
  )
  const down = checks.filter((one) => one.health === 'down').length
  const trouble = checks.filter((one) => one.health === 'slow' || one.health === 'regional').length
  return {
    v: 1,
    slug: page.slug,
    title: page.title,
    overall: down > 0 ? 'down' : trouble > 0 ? 'trouble' : 'up',
    sentence: sentence(checks.length, down, trouble),
    checks,
    incidents: incidents.toSorted((a, b) => b.startedAt - a.startedAt).slice(0, incidentsMax),
    updatedAt: now,
  }
}

/** Paused and maintenance are said before what is measured. */
function healthOf(
  check: Check,
  config: WorkspaceConfig,
  health: Health,
  now: number,
): PageSnapshot['checks'][number]['health'] {
  if (check.paused) return 'paused'
  return mutedUntil(config, check.id, now) === null ? health : 'maintenance'
}

/** A check that was given no name is called by its address: the public sees the host of it, and no
 *  path, query or port. */
function publicName(check: Check): string {
  if (check.name !== targetText(check)) return check.name
  return publicTarget(check)
}

/** Location names are ours, not the public's; neither is what an answer, a job or a person said,
 *  nor what a group is made of. */
function publicVerdict(verdict: Incident['verdict']): Incident['verdict'] {
  const { unmet: _, beat, said, members, ...rest } = verdict
  return {
    ...rest,
    abstained: [],
    ...(beat ? { beat: { ...beat, said: '' } } : {}),
  }
}

function sentence(all: number, down: number, trouble: number): string {
  if (all === 0) return 'Nothing is shown here yet.'
  if (down > 0) return `${down} of ${all} services ${down === 1 ? 'does' : 'do'} not answer.`
  if (trouble > 0)
    return `${trouble} of ${all} services ${trouble === 1 ? 'answers' : 'answer'} with trouble.`
  return all === 1 ? 'The service answers.' : 'All services answer.'
}
