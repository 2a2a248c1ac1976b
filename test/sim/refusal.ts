// Storms of refusals: targets that turn some places away (403), show everybody a bot challenge, or lie
// where no place has a way to; many falls at once over a channel that takes few; a channel that
// always fails. A world of its own, with restarts and no other trouble. Some seeds are such.
import { resolveCheck } from '../../workers/domain/check/index.ts'
import type { Channel } from '../../workers/domain/config.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import type { ArchiveItem, OutgoingRequest } from '../../workers/ports.ts'
import { channelOf } from '../fakes/telling.ts'
import type { Judge } from './judge.ts'
import { chanceOf } from './loop.ts'
import { type Storm, stormOf, type TargetSpell, warmUpMs, workspace } from './storm.ts'

/** What a storm of refusals is about, by check. */
export interface Refusals {
  /** 403 to some places, from when to when. */
  walled: TargetSpell[]
  /** A challenge to everybody, on its own. */
  challenged: TargetSpell
  /** A challenge in the middle of an outage. */
  between: TargetSpell
  /** No place has a way there. */
  unreached: string
}

export const isRefused = (seed: number) => seed % 50 === 49

const pace = { burst: 10, perMinute: 12 }
const roomName = 'room'
const deadName = 'dead'
const idOf = (name: string) => `chk_${workspace}_${name}`
const roomId = `chn_${workspace}_${roomName}`
const deadId = `chn_${workspace}_${deadName}`
const manyCount = 18

/** Beside the usual channels: one that takes few messages a minute, and one that always fails. */
export function moreChannels({ refusals }: Storm): Channel[] {
  if (!refusals) return []
  const settings = { server: 'https://matrix.example', room: '!room:matrix.example', token: 'x' }
  return [
    channelOf(roomName, { type: 'matrix', settings, audience: 'machine' }),
    channelOf(deadName, {}),
  ]
}

/** The storm of such a seed. */
export function refusalStorm(seed: number, minutes: number): Storm {
  const storm = stormOf(seed, minutes)
  const chance = chanceOf(seed + 44_444)
  const own = storm.places.filter((one) => one.default).map(({ id }) => id)
  const make = (name: string, input: object) => ({
    ...resolveCheck(input as Parameters<typeof resolveCheck>[0], {
      id: idOf(name),
      workspace,
      nowIso: '2026-11-24T00:00:00.000Z',
    }),
    intervalSeconds: chance.pick([20, 30, 60]),
    regionalSeconds: 120,
  })
  const site = (name: string) => make(name, { type: 'http', url: `https://${name}.example/` })
  const checks = [
    site('few'),
    site('most'),
    site('challenged'),
    site('between'),
    make('unreached', { type: 'tcp', host: 'db.example', port: 5432, addressFamily: 'ipv6' }),
    ...Array.from({ length: manyCount }, (_, index) => site(`m${index}`)),
  ]
  const at = warmUpMs + chance.whole(5_000, 60_000)
  const spell = (
    name: string,
    kind: TargetSpell['kind'],
    [from, to]: [number, number],
    places: string[] | null = null,
  ): TargetSpell => ({ check: idOf(name), kind, from, to, places, ms: 80 })
  const walled = [
    spell('few', 'forbids', [at, at + 900_000], own.slice(0, 1)),
    spell('most', 'forbids', [at, at + 900_000], own.slice(1)),
  ]
  const challenged = spell('challenged', 'challenges', [at, at + 600_000])
  const between = spell('between', 'challenges', [at + 300_000, at + 700_000])
  const fallAt = at + 3_680_000
  const many = Array.from({ length: manyCount }, (_, index) =>
    spell(`m${index}`, 'refuses', [fallAt, fallAt + 300_000]),
  )
  return {
    ...storm,
    checks,
    targetSpells: [
      ...walled,
      challenged,
      spell('between', 'status', [at, at + 300_000]),
      between,
      spell('between', 'status', [at + 700_000, at + 900_000]),
      spell('unreached', 'unroutable', [0, storm.endMs + 1]),
      ...many,
    ],
    placeSpells: [],
    receiverSpells: [],
    steps: [],
    hands: [],
    kills: storm.kills.slice(0, 3),
    refusals: { walled, challenged, between, unreached: idOf('unreached') },
  }
}

/** Whether the receiver of this request always fails. */
export const isDeadEnd = ({ refusals }: Storm, { url }: OutgoingRequest) =>
  refusals !== undefined && url.endsWith(`/${deadName}`)

/** A message to the channel that is off says so, and was told another way. */
export const mayBeLost = ({ refusals }: Storm, channel: string) =>
  refusals !== undefined && channel === deadId

/** What the judge of such a storm hears as it happens. */
export function refusalWitness(storm: Storm, judge: () => Judge) {
  let room = { left: pace.burst, at: 0 }
  let failing: { since: number; count: number } | null = null
  const time = () => judge().time()
  return {
    /** The room's provider: a bucket that fills by the minute. A new life has an empty memory. */
    opened: () => {
      room = { left: pace.burst, at: time() }
    },
    received: (channel: string, isTaken: boolean) => {
      if (channel === deadId && !isTaken) {
        failing = { since: failing?.since ?? time(), count: (failing?.count ?? 0) + 1 }
      }
      if (channel !== roomId) return
      const at = time()
      const filled = room.left + ((at - room.at) * pace.perMinute) / 60_000
      room = { left: Math.min(pace.burst, filled) - 1, at }
      // A way of 300 ms brings two messages so much closer together.
      if (room.left < -0.5) judge().breaks('nobody is told faster than he takes', `${room.left}`)
    },
    archived: (item: ArchiveItem) => {
      if (item.kind !== 'channelOff') return
      const { channel, why } = item
      const isRight = channel === deadId && why === 'failing' && failing !== null
      const isLong = isRight && failing!.count >= 10 && time() - failing!.since >= 3_590_000
      if (!isLong) judge().breaks('only what fails for long is switched off', `${channel} ${why}`)
    },
    saw: (incident: Incident) => saw(storm, judge(), incident),
    failing: () => failing,
  }
}

/** What is turned away is never told as failing, and what was never reached as nothing at all. */
function saw({ refusals }: Storm, { breaks, time }: Judge, incident: Incident): void {
  if (!refusals || incident.group !== 'health') return
  const { check, kind, events } = incident
  const { walled, challenged, between, unreached } = refusals
  if (check === unreached) breaks('nothing is said of what no place can reach', kind)
  const turnedAway = [...walled, challenged].some((one) => one.check === check)
  if (turnedAway && kind !== 'blocked') breaks('who is turned away is not failing', `${kind}`)
  const isOver = events.at(-1)?.kind === 'resolved' || events.at(-1)?.kind === 'lowered'
  const isWithin = time() >= between.from + 2_000 && time() <= between.to
  if (check === between.check && isOver && isWithin)
    breaks('a challenge is no vote', `${events.at(-1)?.kind} while it lasted`)
}

/** Judges what must have been told by the end. */
export function judgeRefusals(storm: Storm, { ledger, breaks, refused }: Judge): void {
  const { refusals } = storm
  if (!refusals) return
  for (const { check, from, to } of [...refusals.walled, refusals.challenged]) {
    const isTold = [...ledger.incidents.values()].some(
      ({ incident, openedAt }) =>
        incident.check === check && incident.kind === 'blocked' && openedAt > from && openedAt < to,
    )
    if (!isTold) breaks('who is turned away is told', check)
  }
  const off = [...ledger.archive.values()].some((one) => one.kind === 'channelOff')
  const failing = refused.failing()
  if (!off) breaks('what fails for long is switched off', `${failing?.count ?? 0} times`)
}
