// Reads a story (a course of events and what must come of it) and plays it. Three columns: time,
// what happens, what is told because of it. Whatever is told and not named makes the story fail.

import { type Place, votersOf } from '../../workers/domain/agent.ts'
import type { CheckOf } from '../../workers/domain/check/check.ts'
import { domain } from '../../workers/domain/check/domain.ts'
import { resolveCheck } from '../../workers/domain/check/index.ts'
import type { Location } from '../../workers/domain/location.ts'
import { checkOf } from '../fakes/telling.ts'
import { showingOf } from './certificate.ts'
import { type Cast, type Driver, driverOf } from './driver.ts'
import type { Behaviour, Segment } from './target.ts'
import type { Told } from './teller.ts'

interface Line {
  at: number
  happens: string[]
  expects: string[]
  text: string
}
export interface Story {
  title: string
  startAt: number
  cast: Cast
  lines: Line[]
}

const usualStartAt = Date.UTC(2026, 10, 24, 2, 0, 0)

/** Reads a story file; throws an Error naming the line it cannot read. */
export function readStory(text: string): Story {
  const rows = text.split('\n').filter((row) => row.trim() !== '' && !row.startsWith('#'))
  const [title = '', ...rest] = rows
  const cast: Cast = {
    locations: [],
    own: 0,
    checks: 1,
    parents: [],
    settings: {},
    segments: [],
    seed: 1,
  }
  const lines: Line[] = []
  const begins = rest.find((row) => row.startsWith('begins '))
  const startAt = begins ? Date.parse(begins.slice(7)) : usualStartAt
  for (const row of rest) {
    if (row.includes('|')) {
      const [time = '', happens = '', expects = ''] = row.split('|')
      const at = time.trim() === '' ? (lines.at(-1)?.at ?? startAt) : startAt + clock(time)
      const split = (part: string) =>
        part
          .split(',')
          .map((one) => one.trim())
          .filter(Boolean)
      const line = { at, happens: split(happens), expects: split(expects), text: row.trim() }
      const before = lines.at(-1)
      if (before?.at === at) {
        before.happens.push(...line.happens)
        before.expects.push(...line.expects)
      } else lines.push(line)
    } else setUp(cast, row)
  }
  for (const { at, happens } of lines) {
    for (const happening of happens) {
      const segment = segmentOf(happening, at)
      const showing = showingOf(happening, at)
      if (segment) cast.segments.push(segment)
      else if (showing) cast.showings = [...(cast.showings ?? []), showing]
      else if (!deedOf(happening, startAt)) throw new Error(`cannot read "${happening}"`)
    }
  }
  return { title, startAt, cast, lines }
}

function setUp(cast: Cast, row: string): void {
  const [word, ...names] = row.trim().split(/\s+/)
  switch (word) {
    case 'places':
      cast.locations.push(...names.map(locationOf))
      cast.colos = { ...cast.colos, ...colosOf(names) }
      cast.own = cast.locations.length
      return
    case 'spares':
      cast.locations.push(...names.map(locationOf))
      cast.colos = { ...cast.colos, ...colosOf(names) }
      return
    case 'borrowed':
      cast.locations.push(...names.map((name) => ({ ...locationOf(name), borrowed: true })))
      return
    case 'agents':
      cast.agents = names.map(agentOf)
      return
    case 'tags':
      cast.settings.tags = names
      return
    case 'asked':
      seat(cast, names)
      return
    case 'witness':
    case 'begins':
      return
    case 'checks':
      cast.checks = Number(names[0])
      return
    case 'child':
      cast.parents = [...(cast.parents ?? []), [Number(names[0]), Number(names[2])]]
      return
    case 'seed':
      cast.seed = Number(names[0])
      return
    case 'registration':
      Object.assign(cast.settings, {
        type: 'domain',
        ...domain.commonDefaults,
        domain: { domain: 'shop.example', ...domain.defaults },
      })
      return
    case 'TLS': {
      const limit = { tlsSlowAfterMs: 1000 * seconds(names.slice(2).join(' ')) }
      const { http } = checkOf({}) as CheckOf<'http'>
      Object.assign(cast.settings, { http: { ...http, ...limit } })
      return
    }
    case 'interval':
      cast.settings.intervalSeconds = seconds(names.join(' '))
      return
    case 'confirm':
      cast.settings.confirmSeconds = seconds(names.join(' '))
      return
    case 'regional':
      cast.settings.regionalSeconds = seconds(names.join(' '))
      return
    case 'recover':
      cast.settings.recoverSeconds = seconds(names.join(' '))
      return
    default:
      throw new Error(`cannot read "${row}"`)
  }
}

/** `weur@cloudflare/LHR`: a place, its network, the data centre that it says it is in. */
function locationOf(name: string): Location {
  const [id = '', network = 'cloudflare'] = name.split('/')[0]!.split('@')
  return { id, network, label: id }
}

/** `rack1@isp:dc4`: an agent, its network, the site where it stands. */
function agentOf(name: string): Place {
  const [rest = '', site = null] = name.split(':')
  return { ...locationOf(rest), default: false, agent: { role: 'voter', site } }
}

/** Who votes for a check that names these places, by the rule itself. */
function seat(cast: Cast, names: string[]): void {
  const edges = cast.locations.map((one) => ({ ...one, default: true }))
  const named = { locations: names, tags: cast.settings.tags ?? [] }
  const input = { type: 'http', url: 'https://example.com', ...named } as const
  const check = resolveCheck(input, { id: '', workspace: '', nowIso: '' })
  const { voters, own } = votersOf([...edges, ...(cast.agents ?? [])], check)
  cast.locations = voters
  cast.own = own
}

function colosOf(names: string[]): Record<string, string> {
  const said = names.map((name) => [locationOf(name).id, name.split('/')[1]] as const)
  return Object.fromEntries(said.flatMap(([id, colo]) => (colo ? [[id, colo]] : [])))
}

/** `10:00` is minutes and seconds, `1:00:00` hours too; tenths are allowed. */
function clock(text: string): number {
  return text
    .trim()
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part) * 1000, 0)
}

/** `16 s`, `10 min`, `2 h`, `180 ms` in seconds. */
function seconds(text: string): number {
  const match = /^([\d.]+) (ms|s|min|h)$/.exec(text.trim())
  if (!match) throw new Error(`not a length of time: "${text}"`)
  const units = { ms: 0.001, s: 1, min: 60, h: 3600 }
  return Number(match[1]) * units[match[2] as keyof typeof units]
}

const verbs: [RegExp, (match: RegExpExecArray, from: number) => Behaviour][] = [
  [
    /^reads? a registration of ([\d.]+) days$/,
    ([, days], from) => ({ kind: 'registered', endsAt: from + Number(days) * 86_400_000 }),
  ],
  [/^reads? a registration on hold$/, () => ({ kind: 'held' })],
  [/^reads? no registration$/, () => ({ kind: 'unread' })],
  [
    /^takes? (.+) for TLS$/,
    ([, ms]) => ({ kind: 'answers', ms: seconds(ms!) * 1000 + 80, tlsMs: seconds(ms!) * 1000 }),
  ],
  [/^answers? in (.+)$/, ([, ms]) => ({ kind: 'answers', ms: seconds(ms!) * 1000 })],
  [
    /^gives? (5\d\d)(?: in (.+))?$/,
    ([, status, ms]) => ({
      kind: 'status',
      status: Number(status),
      ms: ms ? seconds(ms) * 1000 : 80,
    }),
  ],
  [/^sends? (\d+) bytes$/, ([, bytes]) => ({ kind: 'answers', ms: 80, bytes: Number(bytes) })],
  [/^gives? 429$/, () => ({ kind: 'limits' })],
  [/^gives? 403$/, () => ({ kind: 'status', status: 403, ms: 80 })],
  [/^gives? a challenge$/, () => ({ kind: 'challenges' })],
  [/^refuses?$/, () => ({ kind: 'refuses' })],
  [/^resets?$/, () => ({ kind: 'resets' })],
  [/^drops? packets$/, () => ({ kind: 'drops' })],
  [/^hangs?$/, () => ({ kind: 'hangs' })],
  [/^(?:is|are) silent$/, () => ({ kind: 'silent' })],
  [/^(?:is|are) stuck$/, () => ({ kind: 'stuck' })],
  [/^(?:is|are) broken by us$/, () => ({ kind: 'breaks' })],
  [/^(?:is|are) spent$/, () => ({ kind: 'spent' })],
  [/^(?:is|are) cut off$/, () => ({ kind: 'cut off' })],
  [/^(?:is|are) late$/, () => ({ kind: 'late' })],
  [/^loses? ([\d.]+) %$/, ([, share]) => ({ kind: 'loses', share: Number(share) / 100 })],
  [/^fails? every (\d+)(?:rd|th|nd) request$/, ([, nth]) => ({ kind: 'every', nth: Number(nth) })],
  [/^fails? every second round$/, () => ({ kind: 'alternates' })],
]

/** `weur+enam to 1-3 refuse`: these places see these checks behave so from now on. */
function segmentOf(happening: string, from: number): Segment | null {
  const match = /^([a-z0-9+-]+)(?: to (\d+)-(\d+))? (.+)$/.exec(happening)
  if (!match) return null
  const [, who = '', first, last, does = ''] = match
  for (const [shape, make] of verbs) {
    const verb = shape.exec(does)
    if (!verb) continue
    const places = who === 'all' ? ('all' as const) : who.split('+')
    const checks = first ? ([Number(first), Number(last)] as [number, number]) : ('all' as const)
    return { from, places, checks, behaviour: make(verb, from) }
  }
  return null
}

type Deed = (driver: Driver) => void
const deeds: [RegExp, (match: RegExpExecArray, startAt: number) => Deed][] = [
  [
    /^clock steps (-?)(.+)$/,
    ([, sign, by]) =>
      (driver) =>
        driver.stepClock(seconds(by!) * (sign ? -1000 : 1000)),
  ],
  [
    /^shard is away for (.+)$/,
    ([, ms]) =>
      (driver) =>
        driver.restart(seconds(ms!) * 1000),
  ],
  [
    /^our machine is late until (.+)$/,
    ([, at], startAt) =>
      (driver) =>
        driver.strain(startAt + clock(at!)),
  ],
  [
    /^check (\d+) is paused$/,
    ([, who]) =>
      (driver) =>
        driver.pause(Number(who)),
  ],
  [
    /^check (\d+) loses its parent$/,
    ([, who]) =>
      (driver) =>
        driver.orphan(Number(who)),
  ],
  [/^the check is paused$/, () => (driver) => driver.pause()],
  [
    /^its interval becomes (.+)$/,
    ([, length]) =>
      (driver) =>
        driver.edit({ intervalSeconds: seconds(length!) }),
  ],
  [
    /^maintenance until (.+)$/,
    ([, until], startAt) =>
      (driver) =>
        driver.maintain(startAt + clock(until!)),
  ],
  [
    /^maintenance at (.+) in (.+) for (\d+) min$/,
    ([, at, timeZone, length], startAt) =>
      (driver) => {
        const [hour, minute] = at!.split(':').map(Number)
        const cron = `${minute} ${hour} * * *`
        const repeat = { cron, timeZone: timeZone!, durationMinutes: Number(length) }
        driver.maintain(startAt + 10 * 86_400_000, repeat)
      },
  ],
  [/^the end$/, () => () => {}],
]
function deedOf(happening: string, startAt: number): Deed | null {
  for (const [shape, make] of deeds) {
    const match = shape.exec(happening)
    if (match) return make(match, startAt)
  }
  return null
}

/** Plays a story; each entry is a sentence about what went otherwise. Empty: all is well. */
export function playStory(story: Story): { faults: string[]; told: Told[] } {
  const driver = driverOf(story.cast, story.startAt)
  const faults: string[] = []
  for (const [index, line] of story.lines.entries()) {
    const [toldBefore, avoidedBefore] = [driver.told.length, driver.suspicions.length]
    const probesBefore = driver.actors.map((actor) => actor.probes.length)
    const lentBefore = driver.actors.map((actor) => actor.lent)
    for (const happening of line.happens) deedOf(happening, story.startAt)?.(driver)
    const until = story.lines[index + 1]?.at
    if (until === undefined) break
    driver.run(until - 1)
    const heard = {
      told: driver.told.slice(toldBefore),
      why: driver.suspicions.slice(avoidedBefore).map((one) => one.why ?? one.outcome),
      health: driver.actors.map((actor) => actor.state.health),
      groups: new Set(
        driver.told.slice(toldBefore).map((one) => driver.incidents.get(one.incident)?.groupId),
      ).size,
      probes: driver.actors.map((actor, who) => actor.probes.length - probesBefore[who]!),
      lent: driver.actors.map((actor, who) => actor.lent - lentBefore[who]!),
    }
    faults.push(...faultsOf(line, heard))
  }
  for (const { doubled } of driver.actors)
    if (doubled.length > 0) faults.push(`asked twice at once: ${doubled.join(' ')}`)
  return { faults, told: driver.told }
}

interface Heard {
  told: Told[]
  why: string[]
  health: string[]
  /** Of what was told. */
  groups: number
  probes: number[]
  /** Those of borrowed places. */
  lent: number[]
}

function faultsOf(line: Line, heard: Heard): string[] {
  const faults: string[] = []
  const left = [...heard.told]
  let isAnything = false
  const complain = (what: string) => faults.push(`${line.text.split('|')[0]!.trim()}: ${what}`)
  for (const expect of line.expects) {
    if (expect === 'nothing') continue
    const avoided = /^avoided (\w+)$/.exec(expect)
    const health = /^health (\w+)$/.exec(expect)
    const probes = /^at most (\d+) probes$/.exec(expect)
    const lent = /^at most (\d+) lent$/.exec(expect)
    const groups = /^in (\d+) groups?$/.exec(expect)
    const anything = /^something within (.+)$/.exec(expect)
    const pages = /^at most (\d+) pages?$/.exec(expect)
    if (avoided) {
      if (!heard.why.includes(avoided[1]!))
        complain(`${expect}, but ${heard.why.join(' ') || 'no suspicion'}`)
    } else if (health) {
      if (heard.health.some((one) => one !== health[1]))
        complain(`${expect}, but ${heard.health[0]}`)
    } else if (probes) {
      const most = Math.max(...heard.probes)
      if (most > Number(probes[1])) complain(`${expect}, but ${most}`)
    } else if (lent) {
      const most = Math.max(...heard.lent)
      if (most > Number(lent[1])) complain(`${expect}, but ${most}`)
    } else if (groups) {
      if (heard.groups !== Number(groups[1])) complain(`${expect}, but ${heard.groups}`)
    } else if (anything) {
      isAnything = true
      const first = left[0]
      if (!first || first.at - line.at > seconds(anything[1]!) * 1000)
        complain(`${expect}: not told`)
    } else if (pages) {
      isAnything = true
      const count = left.filter(isPage).length
      if (count > Number(pages[1])) complain(`${expect}, but ${count}`)
    } else faults.push(...missing(line, expect, left))
  }
  if (!isAnything) for (const one of left) complain(`not expected: ${sentence(one, line.at)}`)
  return faults
}

const isPage = ({ event, level }: Told) =>
  level === 'critical' && (event === 'opened' || event === 'raised')

/** `60 opened down critical within 16 s`: takes what matches out of `left`. */
function missing(line: Line, expect: string, left: Told[]): string[] {
  const shape = /^(?:(\d+) )?(.+?)(?: after (.+?))?(?: within (.+))?$/
  const [, count = '1', words = '', after, within] = shape.exec(expect) ?? []
  const fromMs = after ? seconds(after) * 1000 : 0
  const toMs = within ? seconds(within) * 1000 : Number.POSITIVE_INFINITY
  for (let number = 0; number < Number(count); number += 1) {
    const index = left.findIndex((one) => nameOf(one).startsWith(words))
    const found = left[index]
    if (!found) return [`expected ${expect}, told ${number} of ${count}`]
    left.splice(index, 1)
    const ms = found.at - line.at
    if (ms < fromMs || ms > toMs) return [`expected ${expect}, but after ${ms / 1000} s`]
  }
  return []
}

const nameOf = ({ event, kind, level }: Told) => `${event} ${kind} ${level}`

/** What was told, as a sentence. */
export function sentence(one: Told, since: number): string {
  const check = one.check === null ? '' : ` of check ${one.check}`
  return `${nameOf(one)}${check} after ${(one.at - since) / 1000} s`
}
