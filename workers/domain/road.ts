// Another way to people when a channel does not bring its messages: what pages goes to others that
// have not heard it, and they are told that the channel does not work.
import type { Channel, OffWhy, WorkspaceConfig } from './config.ts'
import type { Delivery } from './delivery.ts'
import { makeId, restOf } from './id.ts'
import type { Level } from './incident.ts'
import { type Message, readMessage } from './message.ts'
import { noticeTo } from './notice.ts'
import { say } from './words/index.ts'

/** What is known of a channel that failed. */
export interface Lost {
  channel: Channel
  config: WorkspaceConfig
  /** Channels that a person reads, and those that are not to be trusted now. */
  people: ReadonlySet<string>
  doubtful: ReadonlySet<string>
  /** All deliveries of the workspace that are not over. */
  all: readonly Delivery[]
  /** The last answer in words. */
  said: string
  baseUrl: string
  now: number
  /** The owners' mails. */
  owners: readonly Channel[]
}

/** Where to turn to: channels that work, people first, those that take the level first; and where
 *  none does, the owners' mails. */
export function roadsFrom(lost: Lost, level: Level): Channel[] {
  const roads = ownRoadsFrom(lost, level)
  return roads.length > 0 ? roads : lost.owners.filter((one) => one.id !== lost.channel.id)
}

/** The same without the owners' mails. */
export function ownRoadsFrom({ config, channel, people, doubtful }: Lost, level: Level): Channel[] {
  const working = config.channels.filter(
    (one) => one.enabled && one.id !== channel.id && !doubtful.has(one.id),
  )
  const read = working.filter((one) => people.has(one.id))
  const able = read.length > 0 ? read : working
  const taking = able.filter((one) => one.levels.includes(level))
  return taking.length > 0 ? taking : able
}

/** Whether it is still on: of several messages under way, each answer may say that it must end. */
export function isOn({ config, channel }: Lost): boolean {
  return config.channels.some((one) => one.id === channel.id && one.enabled)
}

/** Whether eSonar switched it off, since it did not bring its messages; not a person, and not a person's STOP. */
export function isOffByItself({ enabled, disabledWhy }: Channel): boolean {
  return !enabled && disabledWhy !== null && !byPeople.has(disabledWhy)
}
const byPeople: ReadonlySet<string> = new Set<OffWhy>(['unverified', 'stopped'])

/** Messages that page and did not arrive, again for others: for those who have not heard of the
 *  incident's turn. What waited there for a later step goes now. */
export function passedOn(lost: Lost, deliveries: readonly Delivery[]): Delivery[] {
  const { all, now } = lost
  const isOver = (one: Delivery) =>
    all.some((other) => other.incident === one.incident && other.event === 'resolved')
  const lostOnes = deliveries.filter((one) => isPaging(one) && !isOver(one))
  return roadsFrom(lost, 'critical').flatMap((road) =>
    lostOnes.flatMap((one) => {
      const there = all.filter(
        (other) => other.channel === road.id && other.incident === one.incident && isAlive(other),
      )
      const waiting = there.filter((other) => other.step > 0 && other.begun === 0)
      if (there.length > waiting.length) return []
      const [first] = waiting.filter((other) => other.sequence >= one.sequence)
      return first ? [{ ...first, dueAt: Math.min(first.dueAt, now) }] : copyFor(lost, one, road)
    }),
  )
}

/** A word to the others about a channel that was switched off. */
export function offNotices(lost: Lost, why: OffWhy): Delivery[] {
  const headline = say('channelOff', { channel: lost.channel.name, why })
  return notices(lost, headline, `off-${lost.channel.version}-${why.replaceAll('_', '-')}`)
}

/** A word to the others about a message that never arrived. */
export function deadNotices(lost: Lost, dead: Delivery): Delivery[] {
  const about = readMessage(dead.payload)?.headline ?? dead.id
  const headline = say('channelDead', { channel: lost.channel.name, headline: about })
  return notices(lost, headline, `dead-${restOf(dead.id)}`)
}

const isAlive = ({ state, begun }: Delivery) => state === 'pending' || state === 'sent' || begun > 0
const turns: ReadonlySet<string> = new Set(['opened', 'raised', 'lowered', 'updated', 'reminder'])

function isPaging({ level, event, incident }: Delivery): boolean {
  return level === 'critical' && incident !== null && turns.has(event)
}

function copyFor({ channel, said, now }: Lost, one: Delivery, road: Channel): Delivery[] {
  const message = readMessage(one.payload)
  if (!message) return []
  const details = [...message.details, say('passedOn', { channel: channel.name, said })]
  const told: Message = { ...message, type: 'incident.opened', details }
  const { incident, check, sequence, event, level, group } = one
  return [
    {
      ...noticeTo(road, restOf(coveredId(one, one.id, road)), told, now),
      ...{ incident, check, sequence, event, level, group },
      ...(one.covers ? { covers: one.covers.map((id) => coveredId(one, id, road)) } : {}),
      ...(one.coveredBy ? coveredFields(one, road) : {}),
    },
  ]
}

const coveredId = ({ workspace }: Delivery, id: string, road: Channel) =>
  makeId('delivery', workspace, `${restOf(id)}-for-${restOf(road.id)}`)

/** One that its leader speaks for waits for the leader's answer there, too. */
function coveredFields(one: Delivery, road: Channel): Partial<Delivery> {
  return { coveredBy: coveredId(one, one.coveredBy!, road), begun: 1 }
}

function notices(lost: Lost, headline: string, rest: string): Delivery[] {
  const { channel, said, now, baseUrl } = lost
  const message: Message = {
    v: 1,
    type: 'notice',
    event: 'notice',
    at: now,
    level: 'warning',
    language: 'en',
    headline,
    details: [
      ...(said === '' ? [] : [say('lastAnswer', { said })]),
      say('channelRemedy', { channel: channel.name }),
    ],
    incident: null,
    check: { id: null, name: channel.name, target: '', tags: [] },
    verdict: null,
    evidence: [],
    links: {
      incident: null,
      check: null,
      acknowledge: null,
      channel: `${baseUrl}/channels/${channel.id}`,
    },
  }
  return roadsFrom(lost, 'warning').map((road) =>
    noticeTo(road, `${rest}-${restOf(channel.id)}-to-${restOf(road.id)}`, message, now),
  )
}
