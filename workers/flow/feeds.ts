// Calendars of who is on call, read by other programs under an address that nobody can guess. The
// address is shown once and can be replaced; only its hash is kept.

import type { Feed } from '../call-ports.ts'
import { calendarText, type Entry } from '../domain/ical.ts'
import { type Schedule, shiftsOf } from '../domain/oncall.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf } from './change.ts'
import { hashOf } from './hash.ts'
import { allowPerson } from './people.ts'
import { getSchedule } from './schedules.ts'

const secretChars = 40
const dayMs = 86_400_000
const daysBack = 7
const daysOn = 60

type Subject = Omit<Feed, 'hash'>

/** A new address for a calendar; the one before stops working. Shown this once. */
export async function makeFeed(hub: HubPorts, actor: Actor, feed: Subject): Promise<string> {
  await verify(hub, actor, feed)
  const secret = hub.randomId(secretChars)
  const audit = auditOf(actor, 'create', 'calendar', feed.subject, null, feed)
  await hub.config.putFeed(actor.workspace, { ...feed, hash: await hashOf(secret) }, audit)
  return `${hub.settings.baseUrl}/calendar/${secret}.ics`
}

/** Takes the address away; false when there was none. */
export async function dropFeed(hub: HubPorts, actor: Actor, feed: Subject): Promise<boolean> {
  await verify(hub, actor, feed)
  const audit = auditOf(actor, 'delete', 'calendar', feed.subject, feed, null)
  return hub.config.dropFeed(actor.workspace, feed, audit)
}

async function verify(hub: HubPorts, actor: Actor, { kind, subject }: Subject): Promise<void> {
  if (kind === 'person') {
    await allowPerson(hub, actor, subject)
    return
  }
  allow(actor, 'write', 'schedule')
  await getSchedule(hub, actor, subject)
}

/** The calendar under an address; null when there is none. */
export async function readFeed(hub: HubPorts, secret: string): Promise<string | null> {
  if (secret.length !== secretChars) return null
  const feed = await hub.config.feed(await hashOf(secret))
  if (!feed) return null
  const [schedules, members] = await Promise.all([
    hub.config.schedules(feed.workspace),
    hub.accounts.members(feed.workspace),
  ])
  const names = new Map(members.map((one) => [one.id, one.name]))
  const isTheirs = (one: Schedule) => feed.kind === 'person' || one.id === feed.subject
  const now = hub.now()
  const entries = schedules.filter(isTheirs).flatMap((schedule) =>
    shiftsOf(schedule, now - daysBack * dayMs, now + daysOn * dayMs).flatMap((shift): Entry[] => {
      const { person, from, to } = shift
      if (person === null || (feed.kind === 'person' && person !== feed.subject)) return []
      const summary = `${names.get(person) ?? 'Somebody'} on call (${schedule.name})`
      return [{ uid: `${schedule.id}-${from}@esonar`, summary, from, to }]
    }),
  )
  const name = feed.kind === 'person' ? names.get(feed.subject) : schedules.find(isTheirs)?.name
  return calendarText(`On call: ${name ?? 'nobody'}`, entries, now)
}
