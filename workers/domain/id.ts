// Ids carry the workspace, so that what must work without Postgres (acknowledging, heartbeats,
// live pages) finds its shard from the id alone: `chk_<workspace>_<rest>`.

export const idPrefixes = {
  check: 'chk',
  channel: 'chn',
  policy: 'pol',
  page: 'pag',
  post: 'pst',
  subscriber: 'sbs',
  notice: 'ntc',
  incident: 'inc',
  suspicion: 'sus',
  delivery: 'dlv',
  group: 'grp',
  key: 'key',
  invitation: 'inv',
  maintenance: 'mnt',
  drill: 'dri',
  schedule: 'sch',
  silence: 'sil',
  agent: 'agt',
  loan: 'lon',
} as const
export type IdNoun = keyof typeof idPrefixes

/** A workspace's id: 12 characters of `a-z0-9`, never with `_`. */
export type WorkspaceId = string

/** Makes an id of a noun in a workspace. `rest` is `a-z0-9` (and `-`), made by the caller. */
export function makeId(noun: IdNoun, workspace: WorkspaceId, rest: string): string {
  return `${idPrefixes[noun]}_${workspace}_${rest}`
}

const shape = /^([a-z]{3})_([a-z0-9]{4,32})_([a-z0-9-]{1,120})$/

/** The workspace an id belongs to, or null when it is not an id of this noun. */
export function workspaceOf(noun: IdNoun, id: string): WorkspaceId | null {
  const match = shape.exec(id)
  return match && match[1] === idPrefixes[noun] ? match[2]! : null
}

/** The part after the workspace; the id itself when it has another shape. */
export function restOf(id: string): string {
  return shape.exec(id)?.[3] ?? id
}
