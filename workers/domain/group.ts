// Many checks that fall at once: their incidents share a group, and a person is told of them in one
// message, while a machine gets each (design rule 12). What is due together leaves together; the
// first of a bundle carries the others, and all are settled by its answer.

import { bundleMessage } from './bundle-message.ts'
import { type Delivery, drop, isNext } from './delivery.ts'
import { digestMessage, isInDigest } from './digest.ts'
import { makeId, restOf } from './id.ts'
import type { Incident, IncidentEventKind } from './incident.ts'
import { type Message, readMessage } from './message.ts'

/** An incident joins a group whose latest one opened this long ago at most. */
export const groupWindowMs = 60_000
/** A group takes in nobody any more after this. */
export const groupSpanMs = 600_000
/** An alarm to a person waits so long for others, while others fall. */
export const groupHoldMs = 5_000
/** An end to a person waits so long for the others of its group. */
export const groupEndHoldMs = 60_000

/** The group of a new incident: that of others which opened just before, or one of its own. */
export function groupFor(incident: Incident, others: readonly Incident[]): string {
  const theirs = others.filter(
    (one) =>
      one.id !== incident.id &&
      one.workspace === incident.workspace &&
      one.groupId !== undefined &&
      one.group === incident.group,
  )
  const agoMs = (one: Incident) => Math.abs(incident.openedAt - one.openedAt)
  const latest = theirs.toSorted((a, b) => agoMs(a) - agoMs(b))[0]
  if (latest && agoMs(latest) <= groupWindowMs) {
    const all = theirs.filter((one) => one.groupId === latest.groupId)
    if (all.every((one) => agoMs(one) <= groupSpanMs)) return latest.groupId!
  }
  return makeId('group', incident.workspace, restOf(incident.id))
}

/** How telling sees the group of an incident. */
export interface GroupFacts {
  /** Other checks are falling, or have just fallen. */
  isFalling: boolean
  /** Others of the group are still open. */
  isOpen: boolean
}

/** How long a message to a person waits for others of its group, ms. */
export function groupWaitMs(event: IncidentEventKind | 'reminder', facts: GroupFacts): number {
  if (event === 'opened' || event === 'raised') return facts.isFalling ? groupHoldMs : 0
  return event === 'resolved' && facts.isOpen ? groupEndHoldMs : 0
}

export interface Bundle {
  leader: Delivery
  followers: Delivery[]
}

/** What is ready as it leaves: alone, or with all that waits for the same people about the same
 *  group. `people`: channels that a person reads. */
export function bundled(
  ready: readonly Delivery[],
  all: readonly Delivery[],
  people: ReadonlySet<string>,
  now: number,
): Bundle[] {
  const taken = new Set<string>()
  const bundles: Bundle[] = []
  const isFree = (one: Delivery) =>
    one.state === 'pending' && one.begun === 0 && !one.covers && !one.coveredBy
  const next = ready.some((one) => people.has(one.channel)) ? isNext(all, now) : null
  for (const leader of ready) {
    if (taken.has(leader.id)) continue
    taken.add(leader.id)
    const isBundled = next && people.has(leader.channel) && isFree(leader)
    const followers = isBundled
      ? all.filter(
          (one) =>
            !taken.has(one.id) &&
            isFree(one) &&
            one.channel === leader.channel &&
            isTogether(one, leader) &&
            (one.isHeld || one.dueAt <= now) &&
            next.has(one.id),
        )
      : []
    for (const one of followers) taken.add(one.id)
    bundles.push({ leader, followers })
  }
  return bundles
}

/** Of one digest, or of one group and of a kind. */
function isTogether(one: Delivery, leader: Delivery): boolean {
  if (isInDigest(one) || isInDigest(leader)) return isInDigest(one) && isInDigest(leader)
  const isGrouped = leader.group !== null && one.group === leader.group
  return isGrouped && classOf(one) === classOf(leader)
}

/** What may stand in one message: falls, ends, reminders, and news between them. */
function classOf({ event }: Delivery): 'fall' | 'end' | 'reminder' | 'news' {
  if (event === 'opened' || event === 'raised') return 'fall'
  if (event === 'resolved') return 'end'
  return event === 'reminder' ? 'reminder' : 'news'
}

/** A bundle as it is written before its first attempt: the leader says it all, from then on in the
 *  same words; the others wait for its answer. `isMore`: people know of the group already. */
export function bound({ leader, followers }: Bundle, isMore: boolean): Bundle {
  if (followers.length === 0) return { leader, followers }
  const messages = [leader, ...followers].map((one) => readMessage(one.payload))
  const known = messages.filter(isMessage)
  const payload = isInDigest(leader)
    ? digestMessage(known, leader.id)
    : bundleMessage(known, leader.group ?? leader.id, isMore)
  return {
    leader: { ...leader, payload, level: payload.level, covers: followers.map((one) => one.id) },
    followers: followers.map((one) => ({ ...one, coveredBy: leader.id, begun: 1 })),
  }
}

const isMessage = (one: Message | null): one is Message => one !== null

/** The others of a bundle once their leader is settled: as it is. */
export function settledWith(leader: Delivery, followers: readonly Delivery[]): Delivery[] {
  const { state, why, settledAt } = leader
  if (state === 'pending') return []
  return followers
    .filter((one) => one.state === 'pending' && one.coveredBy === leader.id)
    .map((one) => ({ ...drop(one, 'superseded', settledAt ?? one.dueAt), state, why, settledAt }))
}
