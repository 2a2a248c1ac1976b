// What a scenario is: a target, a fault, and what must (and must not) be told about it.
import type { Client } from '../fakes/client.ts'
import type { Ground } from './ground.ts'

/** A target on real sockets with one fault of its own. */
export interface Site {
  /** Fields of `POST /api/checks`. */
  check: Record<string, unknown>
  /** What must be there before the check: more of its fields. */
  before?(program: string): Promise<Record<string, unknown>>
  /** A target that speaks first learns where the program is. */
  begin?(program: string): Promise<void>
  break(): Promise<void> | void
  mend(): Promise<void> | void
  /** When a probe first met the fault, at or after `since`, ms; null where a target cannot know. */
  badAt(since: number): number | null
  close(): Promise<void>
}

export type Level = 'critical' | 'warning' | 'info'

/** The one message that must come. */
export interface Told {
  level: Level
  kind: string
  /** Key of the reason; null: this kind has none. */
  reason: string | null
  /** A word that the message must contain. */
  says: RegExp
  /** From the first failing probe to the webhook. */
  withinSeconds: number
}

export interface Scenario {
  family: string
  name: string
  /** Also in CI's share. */
  share?: true
  site: (ground: Ground) => Promise<Site>
  /** Settings of the check beside the site's own. */
  settings?: Record<string, unknown>
  /** What happens, where it is more than "it breaks". */
  course?: (at: Course) => Promise<void>
  /** Null: nobody is told anything. */
  tells: Told | null
  /** A kind of warning that may be told beside it: it has an incident of its own. */
  beside?: string
  /** What the screen says of the check while it is broken. */
  health?: string
  /** Mended after it was told: the end must be told within this. */
  endsWithinSeconds?: number
  /** How long nothing may be told. */
  watchSeconds?: number
}

export interface Course {
  site: Site
  check: string
  api: Pick<Client, 'post' | 'patch'>
  sleep(seconds: number): Promise<void>
  /** Resolves when the first probe since then met the fault. */
  met(since: number): Promise<number>
}

export type Fault = 'false page' | 'false warning' | 'missed' | 'late' | 'cause'

export interface Result {
  family: string
  name: string
  /** Seconds from the first failing probe to the message; null: none was promised. */
  toldAfter: number | null
  faults: { fault: Fault; text: string }[]
}

/** A page. 16 s for what fails hard, 35 s for what accepts and hangs (verdict.md, rule 4). */
export function page(reason: string, says: RegExp, withinSeconds = 16): Told {
  return { level: 'critical', kind: 'down', reason, says, withinSeconds }
}

export function warning(
  kind: string,
  reason: string | null,
  says: RegExp,
  withinSeconds: number,
): Told {
  return { level: 'warning', kind, reason, says, withinSeconds }
}
