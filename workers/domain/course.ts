// How a channel fares while not all is well with it: attempts that fail in a row, a receiver that
// asked for time, settings it says are others now. When it is to be switched off for failing.
import type { Channel } from './config.ts'
import type { Attempt } from './delivery.ts'

/** PERSISTED CONTRACT: the document of a channel that is not simply well. */
export interface Course {
  v: 1
  channel: string
  workspace: string
  /** Of the settings it is about: others begin anew. */
  version: number
  /** Attempts in a row that failed, since when, and the last answer. */
  failures: number
  failingSince: number | null
  said: string
  /** The receiver asked for time: when, and until when. */
  heldAt: number | null
  heldUntil: number | null
  /** When others were last told that its messages do not arrive. */
  toldAt: number | null
  /** Settings that are others by the receiver's word; each as it was when that was said. */
  moved?: Record<string, { from: string; to: string }>
}

/** A channel that failed so often in a row, for so long, is switched off. */
export const failuresMax = 10
export const failingMs = 3_600_000
/** So many failures in a row, and it is no road for what another channel could not bring. */
const doubtfulFailures = 3
/** What pages asks again after this, though another message was told to wait longer. */
export const urgentHoldMs = 60_000
const holdMsMax = 3_600_000

/** The course after an attempt; null: all is well. A test that fails counts for nothing. */
export function courseAfter(
  before: Course | undefined,
  channel: Pick<Channel, 'id' | 'workspace' | 'version' | 'settings'>,
  attempt: Attempt,
  facts: { isTest: boolean; moved?: Record<string, string> | undefined },
  now: number,
): Course | null {
  const course = before ?? newCourse(channel)
  const moved = { ...course.moved, ...movedFrom(channel.settings, facts.moved) }
  const next = Object.keys(moved).length > 0 ? { ...course, moved } : course
  if (attempt.answer === 'ok') {
    return next.moved ? { ...newCourse(channel), moved: next.moved } : null
  }
  const hold = holdOf(attempt, now)
  if (facts.isTest || facts.moved) return hold || before || next.moved ? { ...next, ...hold } : null
  return {
    ...next,
    ...hold,
    failures: course.failures + 1,
    failingSince: course.failingSince ?? attempt.at,
    said: saidOf(attempt),
  }
}

/** Whether it has failed often enough, for long enough. */
export function isFailing({ failures, failingSince }: Course, now: number): boolean {
  return failures >= failuresMax && failingSince !== null && now - failingSince >= failingMs
}

/** Whether another channel's message may be entrusted to it. */
export function isDoubtful(course: Course | undefined): boolean {
  return course !== undefined && course.failures >= doubtfulFailures
}

/** Until when nothing is sent there; 0: no matter. */
export function holdUntil(course: Course | undefined, isUrgent: boolean): number {
  if (!course || course.heldUntil === null || course.heldAt === null) return 0
  return isUrgent ? Math.min(course.heldUntil, course.heldAt + urgentHoldMs) : course.heldUntil
}

/** The channel with what its receiver says is other now, as long as its owner has not changed it. */
export function movedTo(channel: Channel, course: Course | undefined): Channel {
  if (!course?.moved) return channel
  const settings = { ...channel.settings }
  for (const [name, { from, to }] of Object.entries(course.moved)) {
    if (settings[name] === from) settings[name] = to
  }
  return { ...channel, settings }
}

/** `503 no paper`, as it is told. */
export function saidOf({ status, said }: Pick<Attempt, 'status' | 'said'>): string {
  return (status === null ? said : `${status} ${said}`).trim()
}

function newCourse({
  id,
  workspace,
  version,
}: Pick<Channel, 'id' | 'workspace' | 'version'>): Course {
  return {
    v: 1,
    channel: id,
    workspace,
    version,
    failures: 0,
    failingSince: null,
    said: '',
    heldAt: null,
    heldUntil: null,
    toldAt: null,
  }
}

/** 429 speaks for the whole address, whatever message it was said to. */
function holdOf({ status, retryAfterSeconds }: Attempt, now: number): Partial<Course> | null {
  if (status !== 429 || retryAfterSeconds === undefined) return null
  const ms = Math.min(holdMsMax, Math.max(1, retryAfterSeconds) * 1_000)
  return { heldAt: now, heldUntil: now + ms }
}

function movedFrom(settings: Channel['settings'], moved: Record<string, string> = {}) {
  return Object.fromEntries(
    Object.entries(moved).map(([name, to]) => [name, { from: settings[name] ?? '', to }]),
  )
}
