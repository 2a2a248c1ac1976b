// The judge of a storm: hears everything the shard does, and breaks the run at the first broken
// promise. Promises that can only be judged afterwards are in `verdict.ts` beside.
import { createHash } from 'node:crypto'
import { type Check, isAsked } from '../../workers/domain/check/index.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import type { Incident, IncidentEvent } from '../../workers/domain/incident.ts'
import type { Batch } from '../../workers/domain/measurement.ts'
import { readStage } from '../../workers/domain/policy.ts'
import { slotAt, slotOf, wavePhaseOf } from '../../workers/domain/schedule.ts'
import type { Suspicion } from '../../workers/domain/suspicion.ts'
import { flappingChanges, flappingWindowMs } from '../../workers/domain/verdict/numbers.ts'
import type { Memory } from '../../workers/flow/memory.ts'
import type { ArchiveItem, OutgoingRequest } from '../../workers/ports.ts'
import { mayTellCertificate } from './certificate.ts'
import { isEndLost, jobsOf, mayTellSilence, type Saying } from './jobs.ts'
import type { Answer } from './places.ts'
import { refusalWitness } from './refusal.ts'
import { apartMsMin, mayTellRegistration } from './registration.ts'
import { isToldOn } from './rule.ts'
import type { Storm } from './storm.ts'
import {
  hasCause,
  knownUpsets,
  mayBeMute,
  outageBehind,
  passesForRegional,
  type Upset,
} from './truth.ts'
import { shardName, type Witness, type World, wavesOf } from './world.ts'

/** A broken promise. */
export class Broken extends Error {
  readonly invariant: string
  constructor(invariant: string, detail: string) {
    super(`${invariant}: ${detail}`)
    this.invariant = invariant
  }
}

/** What one check has been asked. */
interface Asked {
  check: Check
  /** When its next slot begins; when the round under way is over. */
  dueAt: number
  busyUntil: number
  rounds: number
  /** Of a registry: when last. */
  askedAt: number | null
}
export interface Receipt {
  at: number
  delivery: Delivery
  channel: string
  isTaken: boolean
  /** Spoken for by another. */
  isCovered: boolean
}

/** An incident, with when it was seen first and last, in virtual time. */
export interface Known {
  incident: Incident
  openedAt: number
  endedAt: number | null
  /** What it was, from when on; the last one until its end. */
  kinds: { at: number; kind: Incident['kind'] }[]
}

/** What an incident was at a moment; null before it opened and after its end. */
export function kindAt({ kinds, endedAt }: Known, at: number): Incident['kind'] | null {
  if (endedAt !== null && endedAt <= at) return null
  return kinds.findLast((one) => one.at < at)?.kind ?? null
}

export type Ledger = ReturnType<typeof newLedger>

function newLedger(storm: Storm) {
  return {
    probes: 0,
    falsePages: 0,
    lives: 0,
    asked: new Map<string, Asked>(
      storm.checks
        .filter(isAsked)
        .map((check) => [
          check.id,
          { check, dueAt: 0, busyUntil: 0, rounds: 0, askedAt: null } satisfies Asked,
        ]),
    ),
    /** Removed or paused, since when; removed only. */
    gone: new Map<string, number>(),
    removed: new Map<string, number>(),
    incidents: new Map<string, Known>(),
    /** Changes of a check's incidents, by wall clock. */
    changes: new Map<string, number[]>(),
    suspicions: new Map<string, Suspicion>(),
    deliveries: new Map<string, { delivery: Delivery; bornAt: number }>(),
    receipts: [] as Receipt[],
    bodies: new Map<string, string>(),
    archive: new Map<string, ArchiveItem>(),
    answers: new Map<string, number>(),
    /** What each job said and was heard to say; and what it said in vain. */
    heard: new Map<string, Saying[]>(),
    unheard: new Map<string, Saying[]>(),
    /** Until when a place measures a check, in virtual time. */
    flights: new Map<string, number>(),
    upsets: knownUpsets(storm),
    deaths: [] as Upset[],
    diedAt: null as number | null,
    openedAt: 0,
    /** When a clock that was set back shows again what it did. */
    caughtUpAt: 0,
    broken: null as Broken | null,
  }
}

export type Judge = ReturnType<typeof judgeOf>

/** The judge and what it has written down. `world` is asked once it exists. */
export function judgeOf(storm: Storm, world: () => World) {
  const ledger = newLedger(storm)
  const transcript = newTranscript(() => world().loop.time())
  const say = transcript.say
  const time = () => world().loop.time()
  const breaks = (invariant: string, detail: string) => {
    say(`BROKEN ${invariant}: ${detail}`)
    ledger.broken ??= new Broken(invariant, `${detail} (at ${(time() / 1000).toFixed(1)} s)`)
  }
  const refused = refusalWitness(storm, () => judge)
  let wakes = { second: 0, count: 0 }

  const witness: Witness = {
    wrote: (put, drop) => {
      // What is dropped goes after what is put.
      const lost = put.find(([key]) => drop.includes(key))
      if (lost) breaks('a write loses nothing that it puts', lost[0])
      for (const [key, value] of put) wrote(key, value)
      transcript.mix(`${put.map(([key]) => key)}|${drop}`)
    },
    asked: (batch, answer) => asked(batch, answer),
    received: (request, isTaken) => received(request, isTaken),
    archived: (items) => {
      say(`archived ${items.length}`)
      for (const item of items) {
        ledger.archive.set(keyOf(item), item)
        refused.archived(item)
      }
    },
    opened: (memory) => opened(memory),
    died: () => {
      say('the shard dies')
      // What a place still measures for a dead shard, the next one cannot know.
      ledger.flights.clear()
      ledger.diedAt = time()
    },
    woke: () => {
      const second = Math.floor(time() / 1000)
      wakes = wakes.second === second ? { second, count: wakes.count + 1 } : { second, count: 1 }
      if (wakes.count > 50) breaks('no spinning', `${wakes.count} wakes in one second`)
    },
    logged: (event, fault) => {
      if (event === 'archive') return
      const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
      breaks('nothing throws', `${event}: ${text}`)
    },
  }

  function wrote(key: string, value: unknown): void {
    if (key.startsWith('out/')) {
      const item = value as ArchiveItem
      if (item.kind === 'incident') sawIncident(item.incident)
      if (item.kind === 'delivery') sawDelivery(item.delivery)
      if (item.kind === 'suspicion') ledger.suspicions.set(item.suspicion.id, item.suspicion)
    }
    if (key.startsWith('dlv/')) sawDelivery(value as Delivery)
  }

  function sawIncident(incident: Incident): void {
    const { id, check, kind, level, events } = incident
    const known = ledger.incidents.get(id)
    const event = events.at(-1)
    say(`incident ${id} ${kind} ${level} ${event?.kind}`)
    if (isOfJob(check) && isEndLost(incident, ledger))
      breaks('a run whose end was said at a closed door pages nobody', id)
    const endedAt = incident.resolvedAt === null ? null : (known?.endedAt ?? time())
    const kinds = known?.kinds ?? []
    if (kinds.at(-1)?.kind !== incident.kind) kinds.push({ at: time(), kind: incident.kind })
    ledger.incidents.set(id, { incident, openedAt: known?.openedAt ?? time(), endedAt, kinds })
    if (event && event.sequence !== known?.incident.sequence) sawChange(incident, event)
    refused.saw(incident)
    if (known) {
      if (known.incident.resolvedAt !== null && event?.kind !== 'noted')
        breaks('an ended incident stays ended', `${id} ${event?.kind}`)
      return
    }
    for (const { incident: other } of ledger.incidents.values()) {
      const isSame = check === null ? other.location === incident.location : other.check === check
      if (other.id === id || other.resolvedAt !== null || other.group !== incident.group) continue
      if (isSame) breaks('one open incident per check', `${other.id} and ${id}`)
    }
    const asked = check === null ? undefined : ledger.asked.get(check)
    if (isOfJob(check) && !isSilent(check)) breaks('a job that speaks in time is not told', id)
    if (check === null) sawNotice(incident)
    else if (asked && kind !== 'unstable' && !isRight(incident, asked.check))
      breaks('nothing is said of a sound target', `${kind} about ${check}`)
  }

  /** More than five changes in half an hour end no incident. */
  function sawChange({ check, group, resolvedHow }: Incident, { kind, at }: IncidentEvent): void {
    if (check === null || group !== 'health' || !turns.has(kind)) return
    const all = (ledger.changes.get(check) ?? []).filter((one) => at - one < flappingWindowMs)
    ledger.changes.set(check, [...all, at])
    if (kind !== 'resolved' || resolvedHow !== 'recovered' || storm.steps.length > 0) return
    if (all.length + 1 > flappingChanges) breaks('what flaps is held open', check)
  }

  function isRight({ kind }: Incident, check: Check): boolean {
    if (kind === 'domain') return mayTellRegistration(storm, time())
    if (kind === 'certificate') return mayTellCertificate(storm, check, time())
    if (hasCause(storm, check, time())) return true
    return kind === 'regional' && passesForRegional(storm, time())
  }

  const isOfJob = (check: string | null): check is string => ledger.heard.has(check ?? '')
  /** The job gave cause to be told. */
  function isSilent(id: string): boolean {
    const job = jobsOf(storm).find((one) => one.id === id)
    return job !== undefined && mayTellSilence(job, ledger.heard.get(id) ?? [], time())
  }

  /** A place's fault is told once, however often it comes and goes within its spell. */
  function sawNotice({ location, verdict, id }: Incident): void {
    if (verdict.rule === 'too_few_votes' && !mayBeMute(storm, location!, time()))
      breaks('a place that measures is not told as mute', id)
    for (const spell of storm.placeSpells) {
      if (!spell.places.includes(location ?? '')) continue
      // The five minutes after which a place is well again are the wall clock's.
      if (storm.steps.some((one) => one.ms > 0 && spell.from <= one.at && one.at <= spell.to))
        continue
      const theirs = [...ledger.incidents.values()].filter(
        ({ incident, openedAt }) =>
          incident.location === location && openedAt >= spell.from && openedAt <= spell.to + 5_000,
      )
      if (theirs.length > 1) breaks('one notice per spell of a place', `${location}`)
    }
  }

  function sawDelivery(delivery: Delivery): void {
    const { id, event, level, state, check } = delivery
    const known = ledger.deliveries.get(id)
    const [before, after] = [known?.delivery, delivery].map((one) => one?.state)
    if (before !== after) say(`delivery ${id} ${event} ${level} ${state} ${delivery.why ?? ''}`)
    ledger.deliveries.set(id, { delivery, bornAt: known?.bornAt ?? time() })
    const taken = ledger.receipts.some((one) => one.delivery.id === id && one.isTaken)
    if (before !== 'sent' && state === 'sent' && !taken)
      breaks('sent means taken', `${id} was never taken`)
    if (!known && (event === 'opened' || event === 'raised')) mayBeTold(delivery)
    // What is told again was told before.
    if (readStage(delivery.step).round > 0) return
    if (known || level !== 'critical' || (event !== 'opened' && event !== 'raised')) return
    if (isOfJob(check)) return
    const asked = check === null ? undefined : ledger.asked.get(check)
    if (asked && outageBehind(storm, asked.check, time(), ledger.deaths)) return
    ledger.falsePages += 1
    breaks('no false page', `${id}`)
  }

  /** Neither in maintenance, nor while a check's parent is down. */
  function mayBeTold({ check, id, incident }: Delivery): void {
    const { clan } = storm
    if (!clan || check === null) return
    const at = time()
    const { maintained } = clan
    if (maintained?.check === check && maintained.from <= at && at < maintained.to - 50)
      breaks('nobody is told in maintenance', id)
    const group = incident === null ? null : ledger.incidents.get(incident)?.incident.group
    if (group !== undefined && group !== 'health') return
    if (!clan.children.includes(check) || ledger.gone.has(clan.parent)) return
    if (storm.placeSpells.some((one) => one.from - 1_000 <= at && at <= one.to + 150_000)) return
    const parent = [...ledger.incidents.values()].find(
      ({ incident: one, endedAt }) =>
        one.check === clan.parent && one.kind === 'down' && endedAt === null,
    )
    if (parent) breaks('a child is silent while its parent is down', id)
  }

  /** Of many falls at once a person hears once, and once more of those that waited. */
  function sawPerson({ id, event, group, channel }: Delivery): void {
    const at = time()
    if (!storm.clan || !channel.endsWith('_boss') || event !== 'opened') return
    if (storm.receiverSpells.some((one) => one.from <= at && at <= one.to + 600_000)) return
    const recent = ledger.receipts.filter(
      (one) =>
        at - one.at < 4_000 &&
        one.delivery.group === group &&
        one.channel === channel &&
        one.delivery.event === 'opened' &&
        !one.isCovered &&
        one.delivery.id !== id,
    )
    if (new Set(recent.map((one) => one.delivery.id)).size > 1)
      breaks('a person gets one message', id)
  }

  function asked(batch: Batch, answer: Answer): void {
    const at = time()
    ledger.probes += batch.orders.length
    say(`ask ${batch.location} ${batch.orders.map((one) => one.id.split('_')[2]).join(' ')}`)
    for (const order of batch.orders) {
      inFlight(batch, order, answer)
      if (order.patient) continue
      const one = ledger.asked.get(order.id.slice(0, order.id.lastIndexOf('.')))
      if (!one) continue
      const gone = ledger.gone.get(one.check.id)
      if (gone !== undefined && at > gone) breaks('what is gone is not asked', one.check.id)
      one.rounds += 1
      if (order.target.type === 'domain') registryAsked(one, at)
      if (!order.fresh) slotAsked(one, at)
      const last = answer.lines.findLast(({ event }) => event.order === order.id)
      const overMs = Math.min(last?.afterMs ?? answer.endsAfterMs, one.check.timeoutMs + 3_000)
      one.busyUntil = Math.max(one.busyUntil, at + overMs + 250)
    }
  }

  /** A place measures a check once at a time; a patient probe is one of its own. */
  function inFlight(batch: Batch, order: Batch['orders'][number], answer: Answer): void {
    const at = time()
    const check = order.id.slice(0, order.id.lastIndexOf('.'))
    const key = `${check} ${batch.location}${order.patient ? ' patiently' : ''}`
    if ((ledger.flights.get(key) ?? 0) > at)
      breaks('never two probes in flight for a check and place', key)
    const event = answer.lines.findLast((one) => one.event.order === order.id)?.event
    const ms = event && event.kind !== 'waiting' ? event.totalMs : undefined
    ledger.flights.set(key, at + Math.min(ms ?? answer.endsAfterMs, batch.deadlineMs))
  }

  /** At one place, and seldom; a round lost with its shard is asked again. A clock that was set back
   *  asks everything at once, for nobody knows how long ago it was, and again at the slot that it
   *  comes to a second time. */
  function registryAsked(one: Asked, at: number): void {
    const isSoon = one.askedAt !== null && at - one.askedAt < apartMsMin
    const isHurried = isSoon && at > ledger.caughtUpAt + 1_000
    if (isHurried && ledger.openedAt < one.askedAt!)
      breaks('a registry is asked gently', `${at - one.askedAt!} ms after`)
    one.askedAt = at
  }

  /** Orders of one round leave for all its places at the same moment. */
  function slotAsked(one: Asked, at: number): void {
    const { intervalSeconds } = one.check
    const lateMs = at - Math.max(one.dueAt, one.busyUntil)
    if (one.dueAt > 0 && lateMs > 2_000)
      breaks('every slot is asked', `${one.check.id} ${lateMs} ms late`)
    const now = world().now()
    const phaseMs = wavePhaseOf(shardName, one.check, wavesOf(storm.seed))
    const next = slotAt(slotOf(now, intervalSeconds, phaseMs) + 1, intervalSeconds, phaseMs)
    one.dueAt = at + next - now
  }

  function received(request: OutgoingRequest, isTaken: boolean): void {
    // A webhook says it in a header, a room of Matrix at the end of its address.
    const named = request.headers.find(([name]) => name === 'webhook-id')?.[1]
    const id = named ?? request.url.split('/').at(-1) ?? ''
    const known = ledger.deliveries.get(id)
    say(`received ${id} ${isTaken ? 'taken' : 'refused'}`)
    if (!known) {
      breaks('nothing unowed is sent', id)
      return
    }
    const { delivery } = known
    if (delivery.state === 'sent') breaks('nothing is sent twice on purpose', id)
    if (delivery.begun < 1) breaks('a claim is written before its attempt', id)
    const before = ledger.bodies.get(id)
    if (before !== undefined && before !== request.body)
      breaks('each attempt says the same', `${id}: ${before} / ${request.body}`)
    ledger.bodies.set(id, request.body)
    sawPerson(delivery)
    refused.received(delivery.channel, isTaken)
    const incident = delivery.incident && ledger.incidents.get(delivery.incident)?.incident
    if (incident && isToldOn(delivery, incident, world().now()))
      breaks('nobody is told on after the acknowledgement', id)
    const covered = (delivery.covers ?? []).flatMap((one) => ledger.deliveries.get(one) ?? [])
    for (const { delivery: one } of [{ delivery }, ...covered]) {
      if (isTaken) inOrder(one)
      const isCovered = one !== delivery
      ledger.receipts.push({ at: time(), delivery: one, channel: one.channel, isTaken, isCovered })
    }
  }

  function inOrder({ id, incident, channel, sequence, event, step }: Delivery): void {
    // A step that comes up later says what it was owed for, whatever was told since.
    if (step > 0) return
    const theirs = ledger.receipts.filter(
      (one) => one.isTaken && one.channel === channel && one.delivery.incident === incident,
    )
    if (theirs.some((one) => one.delivery.id === id)) return
    if (theirs.length === 0 && event === 'resolved') breaks('no recovery before its alarm', id)
    if (theirs.some((one) => one.delivery.sequence > sequence))
      breaks('messages arrive in order', id)
  }

  function opened(memory: Memory): void {
    const at = time()
    say('the shard opens')
    ledger.lives += 1
    refused.opened()
    ledger.openedAt = at
    if (ledger.diedAt !== null) {
      const death = deathOf(ledger.diedAt, at)
      ledger.upsets.push(death)
      ledger.deaths.push(death)
    }
    ledger.diedAt = null
    for (const [id, one] of ledger.asked) {
      // Slots were counted on when the clock was set back: the grid has to catch up.
      const wasSetBack = storm.steps.some((step) => step.ms < 0 && step.at <= at)
      const catchUpMs = wasSetBack ? one.check.intervalSeconds * 1000 : 0
      if (one.dueAt > 0) one.dueAt = Math.max(one.dueAt, at + catchUpMs)
      one.busyUntil = at
      const state = memory.checks.get(id)?.state
      if (ledger.gone.has(id) || one.rounds < 40) continue
      if (state && state.lastRound === 0) breaks('a restart forgets no check', id)
    }
  }

  const judge = { ledger, witness, transcript, breaks, say, time, refused }
  return judge
}

const turns = new Set<IncidentEvent['kind']>(['opened', 'raised', 'lowered', 'resolved'])
const deathOf = (from: number, to: number): Upset => ({ from, to, afterMs: 36_000 })

/** Where an item lies in the archive: every kind is an upsert under its own key. */
export function keyOf(item: ArchiveItem): string {
  switch (item.kind) {
    case 'incident':
      return item.incident.id
    case 'suspicion':
      return item.suspicion.id
    case 'delivery':
      return item.delivery.id
    case 'round':
      return `round ${item.check} ${item.round.number} ${item.round.startedAt}`
    case 'probe':
      return `probe ${item.check} ${item.round} ${item.observation.location} ${item.observation.at}`
    case 'packed':
      return `packed ${item.packed.check} ${item.packed.location} ${item.packed.hour}`
    case 'channelOff':
      return `off ${item.channel}`
  }
}

/** What happened, line by line: the last lines, and a hash of all. */
function newTranscript(time: () => number) {
  const hash = createHash('sha256')
  const lines: string[] = []
  return {
    say: (text: string) => {
      const line = `${(time() / 1000).toFixed(3)} ${text}`
      hash.update(line)
      lines.push(line)
      if (lines.length > 4_000) lines.splice(0, 2_000)
    },
    mix: (text: string) => void hash.update(text),
    last: (count: number) => lines.slice(-count),
    digest: () => hash.copy().digest('hex').slice(0, 16),
  }
}
