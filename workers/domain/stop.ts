// Probing that whoever runs the installation has stopped: of one workspace, or of all. The shard
// obeys it by its configuration; the dashboard says it from KV, which needs no database.

/** PERSISTED CONTRACT: part of a shard's configuration. */
export interface Stop {
  reason: string
  /** Milliseconds since the epoch. */
  since: number
}

/** All that are in force, as KV has them. */
export interface Stops {
  v: 1
  all: Stop | null
  workspaces: Record<string, Stop>
}
export const stopsKey = 'operator:stops'

/** The one that holds for a workspace; null: it is asked as it is set up. */
export function stopOf(stops: Stops | null, workspace: string): Stop | null {
  return stops?.all ?? stops?.workspaces[workspace] ?? null
}
