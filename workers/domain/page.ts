// What the public sees of a workspace's checks, and nothing else: an allow-list. Words are no part
// of it: they are said in the reader's language when the page is drawn.

import type { Check } from './check/check.ts'
import { publicTarget, targetText } from './check/index.ts'
import type { Page, WorkspaceConfig } from './config.ts'
import type { Incident, IncidentKind } from './incident.ts'
import { covers, mutedUntil, nextOccurrences } from './maintenance.ts'
import type { Impact } from './page/post.ts'
import {
  type Access,
  type Component,
  componentsOf,
  type Group,
  keyOf,
  type Logo,
  type Theme,
} from './page/settings.ts'
import type { Language } from './page/words/index.ts'
import type { Health } from './verdict/state.ts'

export type PublicHealth = Health | 'paused' | 'maintenance' | 'trouble'

export interface PublicComponent {
  key: string
  name: string
  health: PublicHealth
  since: number
}

/** PERSISTED CONTRACT: in KV under `page:<slug>`, read by the public page. */
export interface PageSnapshot {
  v: 2
  slug: string
  title: string
  text: string
  accent: string | null
  theme: Theme
  language: Language
  logo: Logo | null
  isIndexed: boolean
  access: Access
  embedOn: string[]
  groups: { name: string | null; components: PublicComponent[] }[]
  /** Incidents that are told by themselves, open ones and the latest. */
  incidents: PublicIncident[]
  /** Windows that are announced by themselves, the running ones and the next. */
  maintenance: { components: string[]; from: number; to: number }[]
  updatedAt: number
  /** Who says that it is still so (`page/vouched.ts`); absent: nobody does. */
  by?: string
}

export interface PublicIncident {
  component: string
  impact: Impact
  startedAt: number
  resolvedAt: number | null
}

export interface Shown {
  health: Health
  since: number
  incidents: Incident[]
}

interface Around {
  config: WorkspaceConfig
  states: ReadonlyMap<string, Shown>
  now: number
}

const incidentsMax = 20
const windowsMax = 20
const aheadMs = 14 * 86_400_000
const perWindow = 3

/** The snapshot of a page. Only names, health, times and what its owner wrote go in. */
export function snapshotOf(
  page: Page,
  config: WorkspaceConfig,
  states: ReadonlyMap<string, Shown>,
  now: number,
): PageSnapshot {
  const groups = groupsOf(page, config.checks)
  const components = componentsOf(groups)
  const checks = new Map(config.checks.map((one) => [one.id, one]))
  const show = (one: Component) =>
    shownAs(one, one.check === null ? undefined : checks.get(one.check), { config, states, now })
  return {
    v: 2,
    slug: page.slug,
    title: page.title,
    text: page.text ?? '',
    accent: page.accent ?? null,
    theme: page.theme ?? 'auto',
    language: page.language ?? 'en',
    logo: page.logo ? { hash: page.logo.hash, type: page.logo.type } : null,
    isIndexed: page.isIndexed !== false,
    access: page.access ?? 'open',
    embedOn: page.embedOn ?? [],
    groups: groups.map(({ name, components }) => ({
      name,
      components: components.map(show),
    })),
    incidents: page.auto === false ? [] : incidentsOf(components, states),
    maintenance: page.autoMaintenance === false ? [] : windowsOf(components, config, now),
    updatedAt: now,
  }
}

/** The components of a page: as its owner laid them out, else one for each check. Those whose check
 *  is gone are left out. */
export function groupsOf(page: Page, checks: readonly Check[]): Group[] {
  const known = new Set(checks.map((one) => one.id))
  const laidOut = page.groups ?? []
  if (laidOut.length > 0) {
    return laidOut.map(({ name, components }) => ({
      name,
      components: components.filter(({ check }) => check === null || known.has(check)),
    }))
  }
  const { checks: wanted } = page
  const byId = new Map(checks.map((check) => [check.id, check]))
  const listed = wanted ? wanted.flatMap((id) => byId.get(id) ?? []) : checks
  const components = listed.map((check) => ({
    key: keyOf(check.id),
    name: publicName(check),
    check: check.id,
  }))
  return [{ name: null, components }]
}

function shownAs(
  { key, name, hand }: Component,
  check: Check | undefined,
  { config, states, now }: Around,
): PublicComponent {
  if (!check) return { key, name, health: hand ?? 'up', since: 0 }
  const state = states.get(check.id)
  const health = healthOf(check, config, state?.health ?? 'unknown', now)
  return { key, name, health, since: state?.since ?? now }
}

/** Paused and maintenance are said before what is measured. */
function healthOf(
  check: Check,
  config: WorkspaceConfig,
  health: Health,
  now: number,
): PublicHealth {
  if (check.paused) return 'paused'
  return mutedUntil(config, check.id, now) === null ? health : 'maintenance'
}

function incidentsOf(
  components: Component[],
  states: ReadonlyMap<string, Shown>,
): PublicIncident[] {
  const all = components.flatMap(({ key, check }) =>
    (check === null ? [] : (states.get(check)?.incidents ?? []))
      .filter(isPublic)
      .map(({ kind, startedAt, resolvedAt }) => ({
        component: key,
        impact: impactOf(kind),
        startedAt,
        resolvedAt,
      })),
  )
  return all.toSorted((a, b) => b.startedAt - a.startedAt).slice(0, incidentsMax)
}

/** What a check's users notice; not what only its owner must see to. */
export function isPublic({ group, level, verdict }: Incident): boolean {
  if (level === 'info') return false
  return group === 'health' || (group === 'silent' && verdict.beat !== undefined)
}

/** What an incident means for the public. */
export function impactOf(kind: IncidentKind): Impact {
  if (kind === 'down' || kind === 'silent') return 'down'
  return kind === 'slow' || kind === 'regional' ? kind : 'trouble'
}

function windowsOf(components: Component[], config: WorkspaceConfig, now: number) {
  const checks = new Map(config.checks.map((one) => [one.id, one]))
  return config.maintenance
    .flatMap((window) => {
      const covered = components.filter(({ check: id }) => {
        const check = id === null ? undefined : checks.get(id)
        return check !== undefined && covers(window, check.id, check.tags)
      })
      if (covered.length === 0) return []
      const keys = covered.map((one) => one.key)
      return nextOccurrences(window, now, perWindow)
        .filter(({ startsAt }) => startsAt < now + aheadMs)
        .map(({ startsAt, endsAt }) => ({ components: keys, from: startsAt, to: endsAt }))
    })
    .toSorted((a, b) => a.from - b.from)
    .slice(0, windowsMax)
}

/** A check that was given no name is called by its address: the public sees the host of it, and no
 *  path, query or port. */
function publicName(check: Check): string {
  if (check.name !== targetText(check)) return check.name
  return publicTarget(check)
}
