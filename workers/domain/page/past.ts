// What the public sees of a page's past: bars and what was written about incidents. Kept in KV
// beside the snapshot of the present, by the hub: it needs the database, the page does not.
import type { Check } from '../check/check.ts'
import type { Maintenance, Page } from '../config.ts'
import { covers, occurrences } from '../maintenance.ts'
import { groupsOf } from '../page.ts'
import type { Span } from '../uptime.ts'
import { type Bars, barsOf, daysShown } from './days.ts'
import { type Post, type PublicPost, publicPost } from './post.ts'
import { type Component, componentsOf } from './settings.ts'

/** PERSISTED CONTRACT: in KV under `past:<slug>`, read by the public page. */
export interface PagePast {
  v: 1
  bars: Record<string, Bars>
  /** Newest first. */
  posts: PublicPost[]
  /** What is not to be told: by component and beginning. */
  hidden?: { component: string; startedAt: number }[]
  updatedAt: number
}

/** What is known of a workspace's checks, for all its pages. */
export interface Known {
  checks: Check[]
  /** By check; ended at `now` where they are open. */
  spans: ReadonlyMap<string, Span[]>
  windows: Maintenance[]
  now: number
}

const dayMs = 86_400_000

/** The past of a page. */
export function pastOf(page: Page, posts: Post[], known: Known): PagePast {
  const bars: PagePast['bars'] = {}
  for (const component of componentsOf(groupsOf(page, known.checks))) {
    bars[component.key] = barsFor(component, posts, known)
  }
  const hidden = posts
    .filter((post) => post.isHidden)
    .flatMap(({ components, startedAt }) =>
      components.map((component) => ({ component, startedAt })),
    )
  const shown = posts
    .filter((post) => !post.isHidden)
    .toSorted((a, b) => b.startedAt - a.startedAt)
    .map((post) => publicPost(post, postKey(post.id)))
  return { v: 1, bars, posts: shown, hidden, updatedAt: known.now }
}

/** The public part of a post's id: the last. */
export function postKey(id: string): string {
  return id.split('_').at(-1)!
}

function barsFor(component: Component, posts: Post[], known: Known): Bars {
  const { now, windows } = known
  const check = known.checks.find((one) => one.id === component.check)
  if (!check) {
    const own = posts.filter((one) => !one.isHidden && one.components.includes(component.key))
    const first = Math.min(now, ...own.map((one) => one.startedAt))
    return barsOf(
      own.flatMap((one) => spanOf(one, now)),
      Math.min(first, now - dayMs),
      now,
    )
  }
  const from = now - daysShown * dayMs
  const muted = windows
    .filter((one) => covers(one, check.id, check.tags))
    .flatMap((one) => occurrences(one, from, now))
    .map(({ startsAt, endsAt }): Span => ({ kind: 'maintenance', from: startsAt, to: endsAt }))
  const spans = [...(known.spans.get(check.id) ?? []), ...muted]
  return barsOf(spans, Date.parse(check.createdAt), now)
}

/** What was written by hand is all that is known of a component set by hand. */
function spanOf({ impact, startedAt, endedAt }: Post, now: number): Span[] {
  if (impact === 'trouble') return []
  return [{ kind: impact, from: startedAt, to: Math.min(endedAt ?? now, now) }]
}
