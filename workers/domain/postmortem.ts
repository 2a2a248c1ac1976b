// What people write about an incident afterwards: why it happened, and what is done about it.

export interface Postmortem {
  v: 1
  incident: string
  /** Counts up with each change. */
  version: number
  text: string
  /** Who wrote it last, by name. */
  by: string
  at: number
}

export const postmortemMax = 20_000
