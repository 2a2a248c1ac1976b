// A page as it is drawn: the snapshot of the present and the past put together, in no language yet.
import type { PageSnapshot, PublicComponent, PublicHealth } from '../page.ts'
import type { Bars } from './days.ts'
import type { PagePast } from './past.ts'
import { isOver, type PublicPost } from './post.ts'
import { type Language, lengthIn, sayIn, type WordKey } from './words/index.ts'

/** Older than that, the page says so: each ten minutes at least its shard vouches for it. */
export const staleAfterMs = 15 * 60_000
const pastMs = 14 * 86_400_000

export interface PageView {
  snapshot: PageSnapshot
  overall: 'up' | 'trouble' | 'down' | 'maintenance' | 'unknown'
  sentence: (language: Language) => string
  groups: { name: string | null; components: (PublicComponent & { bars: Bars | null })[] }[]
  open: PublicPost[]
  planned: PublicPost[]
  recent: PublicPost[]
  /** All that is over, newest first. */
  over: PublicPost[]
  /** By key. */
  names: ReadonlyMap<string, string>
  staleMs: number | null
  now: number
}

/** The page as of `now`. */
export function viewOf(snapshot: PageSnapshot, past: PagePast | null, now: number): PageView {
  const written = past?.posts ?? []
  const posts = [...untold(snapshot, past), ...written]
  const isMaintenance = (one: PublicPost) => one.kind === 'maintenance'
  const alive = posts.filter((one) => !isOver(one, now))
  const over = posts.filter((one) => isOver(one, now)).toSorted((a, b) => b.startedAt - a.startedAt)
  const open = alive.filter((one) => !isMaintenance(one) || one.startedAt <= now)
  const groups = snapshot.groups.map(({ name, components }) => ({
    name,
    components: components.map((one) => ({
      ...one,
      health: toldHealth(one, open),
      bars: past?.bars[one.key] ?? null,
    })),
  }))
  const components = groups.flatMap((group) => group.components)
  const ageMs = now - snapshot.updatedAt
  return {
    snapshot,
    ...overallOf(components.map((one) => one.health)),
    groups,
    open,
    planned: alive.filter((one) => isMaintenance(one) && one.startedAt > now),
    recent: over.filter((one) => (one.endedAt ?? one.startedAt) > now - pastMs),
    over,
    names: new Map(components.map(({ key, name }) => [key, name])),
    staleMs: ageMs > staleAfterMs ? ageMs : null,
    now,
  }
}

/** What the shard knows and nobody has written about yet. */
function untold(snapshot: PageSnapshot, past: PagePast | null): PublicPost[] {
  const { posts = [], hidden = [] } = past ?? {}
  const isTold = (component: string, startedAt: number) =>
    posts.some((one) => one.startedAt === startedAt && one.components.includes(component)) ||
    hidden.some((one) => one.startedAt === startedAt && one.component === component)
  const blank = { key: '', title: null, updates: [] }
  const incidents = snapshot.incidents
    .filter((one) => !isTold(one.component, one.startedAt))
    .map(({ component, impact, startedAt, resolvedAt }): PublicPost => {
      const updates = resolvedAt ? [{ at: resolvedAt, state: 'resolved' as const, text: null }] : []
      const at = { startedAt, endedAt: resolvedAt }
      return { ...blank, kind: 'incident', impact, components: [component], ...at, updates }
    })
  const windows = snapshot.maintenance.map(({ components, from, to }): PublicPost => {
    const at = { startedAt: from, endedAt: to }
    return { ...blank, kind: 'maintenance', impact: 'maintenance', components, ...at }
  })
  return [...incidents, ...windows]
}

/** What an owner says by hand stands where the check sees nothing. */
function toldHealth({ key, health }: PublicComponent, open: PublicPost[]): PublicHealth {
  if (health !== 'up' && health !== 'unknown') return health
  const told = open.find((one) => one.title !== null && one.components.includes(key))
  return told ? told.impact : health
}

function overallOf(healths: PublicHealth[]): Pick<PageView, 'overall' | 'sentence'> {
  const all = healths.length
  const count = (...wanted: PublicHealth[]) => healths.filter((one) => wanted.includes(one)).length
  const as = (key: WordKey, n: number) => (language: Language) => sayIn(language, key, { n, all })
  const down = count('down')
  const trouble = count('slow', 'regional', 'trouble')
  const maintenance = count('maintenance')
  const unknown = count('unknown', 'paused')
  if (all === 0) return { overall: 'unknown', sentence: as('nothing_shown', 0) }
  if (down > 0) return { overall: 'down', sentence: as('some_down', down) }
  if (trouble > 0) return { overall: 'trouble', sentence: as('some_trouble', trouble) }
  if (maintenance > 0)
    return { overall: 'maintenance', sentence: as('some_maintenance', maintenance) }
  if (unknown === all) return { overall: 'unknown', sentence: as('not_known', 0) }
  return { overall: 'up', sentence: as('all_well', all) }
}

/** Names of a post's components that are on the page, in its order. */
export function namesOf(view: Pick<PageView, 'names'>, post: PublicPost): string[] {
  return post.components.flatMap((key) => view.names.get(key) ?? [])
}

/** A post's title: its owner's, or the words for it. */
export function titleOf(
  view: Pick<PageView, 'names'>,
  post: PublicPost,
  language: Language,
): string {
  if (post.title !== null) return post.title
  const named = namesOf(view, post)
  const name = new Intl.ListFormat(language, { type: 'conjunction' }).format(named)
  return sayIn(language, `is_${post.impact}`, {
    name: name || view.names.values().next().value || '',
  })
}

/** What an update says: its owner's text, or the words for it. */
export function textOf(
  post: PublicPost,
  update: PublicPost['updates'][number],
  language: Language,
): string {
  if (update.text !== null) return update.text
  if (update.state !== 'resolved') return sayIn(language, `auto_${update.state}`)
  const duration = lengthIn(language, (post.endedAt ?? update.at) - post.startedAt)
  return sayIn(language, 'auto_resolved', { duration })
}
