// What is said and heard on a connection, step by step. Travels in orders, so it only gains fields.

/** One step on a connection: say bytes, hear one of some texts (at the start of a line, or `from` an
 *  offset), hear what a script states, or start TLS (with whom, where the connection is to an
 *  address). A character is a byte. */
export type DialogueStep =
  | { send: string; stated?: string }
  | Hearing
  | Stated
  | { tls: true; serverName?: string }

export interface Hearing {
  anyOf: string[]
  from?: number
  /** How a person reads it, where the bytes say little. */
  like?: string
}

/** A text that must come, or a pattern of RE2 that what comes, read as UTF-8, must match. */
export interface Stated {
  wanted: { contains: string } | { matches: string }
  /** The step as a person reads it; of a text to send, never the text. */
  stated: string
}
