// What is written about an incident or a maintenance on a status page: by hand, or by itself where
// the page's owner left that switched on.

export const incidentStates = ['investigating', 'identified', 'monitoring', 'resolved'] as const
export type IncidentState = (typeof incidentStates)[number]
export const maintenanceStates = ['scheduled', 'in_progress', 'completed'] as const
export type PostState = IncidentState | (typeof maintenanceStates)[number]

/** What it means for who uses it. */
export const impacts = ['down', 'regional', 'slow', 'trouble', 'maintenance'] as const
export type Impact = (typeof impacts)[number]

export interface Update {
  at: number
  state: PostState
  /** Null: the words for it in the reader's language. */
  text: string | null
}

export interface Post {
  v: 1
  id: string
  workspace: string
  page: string
  version: number
  kind: 'incident' | 'maintenance'
  /** Null: the words for it in the reader's language. */
  title: string | null
  impact: Impact
  /** Keys of components. */
  components: string[]
  /** Ours, never public. */
  incident: string | null
  startedAt: number
  endedAt: number | null
  /** Oldest first. */
  updates: Update[]
  /** Taken off the page, but not forgotten: it must not be told again by itself. */
  isHidden?: boolean
}

/** PERSISTED CONTRACT: a post as the public may see it. */
export interface PublicPost {
  key: string
  kind: Post['kind']
  title: string | null
  impact: Impact
  components: string[]
  startedAt: number
  endedAt: number | null
  updates: Update[]
}

/** The public part of a post: named one by one, so that nothing else gets out. */
export function publicPost(post: Post, key: string): PublicPost {
  const { kind, title, impact, components, startedAt, endedAt, updates } = post
  const shown = updates.map(({ at, state, text }) => ({ at, state, text }))
  return { key, kind, title, impact, components, startedAt, endedAt, updates: shown }
}

type Timed = Pick<PublicPost, 'kind' | 'startedAt' | 'endedAt' | 'updates'>

/** The state of a post at `now`: a maintenance begins and ends by the clock. */
export function stateOf(post: Timed, now: number): PostState {
  const last = post.updates.at(-1)?.state
  if (post.kind === 'incident') return last ?? 'investigating'
  if (last === 'completed' || (post.endedAt !== null && now >= post.endedAt)) return 'completed'
  return now >= post.startedAt ? 'in_progress' : 'scheduled'
}

/** Over and done with. */
export function isOver(post: Timed, now: number): boolean {
  const state = stateOf(post, now)
  return state === 'resolved' || state === 'completed'
}
