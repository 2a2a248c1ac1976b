// A round under way: what was begun, who listens, and how many places may still answer.
import type { Check } from '../domain/check/check.ts'
import type { Round, RoundKind } from '../domain/round.ts'
import type { ShardPorts } from '../ports.ts'
import type { Listener, Watched } from './memory.ts'

/** One round to be asked. */
export interface Ask {
  watched: Watched
  kind: RoundKind
  slot?: number
  locations: string[]
}

export interface Running {
  watched: Watched
  epoch: number
  round: Round
  /** What was sent, secrets open: an answer that repeats them is kept without. */
  sent: Check | null
  judged: boolean
  /** Its majority is certain since; it is judged in a moment. */
  certainAt: number | null
  /** Streams that may still answer. */
  streams: number
  listeners: Listener[]
  /** Look at it again then, whatever comes. */
  lookAt: number
  /** The timer of that look; null: none yet. */
  plan: AbortController | null
}

/** Begins a round; those who want to hear the next one go with it. */
export function begin(ports: ShardPorts, { watched, kind, slot, locations }: Ask): Running {
  const { state } = watched
  watched.busy = true
  watched.now = false
  watched.waitingSince = null
  const { listeners } = watched
  watched.listeners = []
  watched.state = {
    ...state,
    lastRound: state.lastRound + 1,
    ...(slot === undefined ? {} : { lastSlot: slot }),
  }
  watched.dirty = true
  const now = ports.clock.now()
  const measuring = locations.filter((id) => watched.measuring.has(id))
  const round: Round = {
    v: 1,
    number: state.lastRound + 1,
    kind,
    ...(slot === undefined ? {} : { slot }),
    startedAt: now,
    decidedAt: now,
    lengthMs: 0,
    asked: locations,
    observations: [],
    ...(measuring.length > 0 ? { measuring } : {}),
  }
  return {
    watched,
    epoch: watched.epoch,
    round,
    sent: null,
    judged: false,
    certainAt: null,
    streams: 0,
    listeners,
    lookAt: Number.POSITIVE_INFINITY,
    plan: null,
  }
}

/** The check was paused, or sent elsewhere, since it was asked: the answer is to another question. */
export function isOld({ watched, epoch }: Running): boolean {
  return watched.epoch !== epoch
}

/** Why a timer is stopped. Said, since without a reason each stop makes an error with its stack. */
export const noLonger = 'no longer needed'

/** Judged, or of no use: no later look is needed, and no timer keeps the object awake for it. */
export function closed(one: Running): void {
  one.judged = true
  one.plan?.abort(noLonger)
}

/** One stream fewer; after the last one nothing more is heard of this round. */
export function left(one: Running): void {
  one.streams -= 1
  if (one.streams === 0) for (const listener of one.listeners) listener.over()
}

/** Whom a round asks: all but the places that still hold an order of an earlier one. */
export function toAsk({ round }: Running): string[] {
  const { asked, measuring } = round
  return measuring ? asked.filter((id) => !measuring.includes(id)) : asked
}

type Asked = Pick<Running, 'watched'>

/** A place holds an order from now on; until it is over, no other of this check goes there. */
export function orderLeft({ watched }: Asked, location: string, order: string): void {
  watched.measuring.set(location, order)
}

/** Answered, lost or out of time. Whether the place held it until now. */
export function orderOver({ watched }: Asked, location: string, order: string): boolean {
  if (watched.measuring.get(location) !== order) return false
  return watched.measuring.delete(location)
}
