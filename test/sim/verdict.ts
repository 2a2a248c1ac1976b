// What can only be judged now and then, or when the storm is over: the alarm, what the store holds,
// outages that nobody was told of, ends that never came, history that never arrived.
import type { Delivery } from '../../workers/domain/delivery.ts'
import { certificateToldBy, mayStayOdd } from './certificate.ts'
import { type judgeOf, keyOf, kindAt } from './judge.ts'
import { mayBeLost } from './refusal.ts'
import { registeredIn } from './registration.ts'
import { isRuled, mayBeDropped, toldAgain } from './rule.ts'
import { bornAt, overlaps, type Storm } from './storm.ts'
import { mustTell, placeUpsets, silences, tellBy } from './truth.ts'
import type { World } from './world.ts'

type Judge = ReturnType<typeof judgeOf>

/** Looks in from time to time. */
export function lookIn(world: World, { ledger, breaks }: Judge): void {
  const at = world.loop.time()
  for (const [id, goneAt] of ledger.removed) {
    if (at - goneAt > 45_000 && holds(world, id)) breaks('nothing is kept of removed checks', id)
  }
  if (!world.memory() || at - ledger.openedAt < 5_000) return
  const alarmAt = world.alarmAt()
  if (alarmAt === null) breaks('the alarm is always set', 'none')
  else if (alarmAt < world.now() - 2_000)
    breaks('the alarm is always set', `${world.now() - alarmAt} ms ago`)
  for (const { check, dueAt, busyUntil } of ledger.asked.values()) {
    if (ledger.gone.has(check.id)) continue
    const lateMs = at - Math.max(dueAt, busyUntil, ledger.openedAt)
    if (lateMs > 2_000) breaks('every slot is asked', `${check.id} not for ${lateMs} ms`)
  }
}

function holds(world: World, id: string): boolean {
  if (world.store.has(`trouble/${id}`)) return true
  const quiet = world.store.keys().filter((key) => key.startsWith('quiet/'))
  return quiet.some((key) => world.store.text(key).includes(`"check":"${id}"`))
}

/** Judges what must be true once all is calm again. */
export function judgeEnd(storm: Storm, world: World, judge: Judge): void {
  ends(storm, world, judge)
  warned(storm, judge)
  registrationWarned(storm, judge)
  told(storm, judge, world)
  kept(world, judge)
  shrunken(storm, judge)
  toldAgain(storm, judge)
}

/** A body that shrank for long was told, unless something else was going on. */
function shrunken(storm: Storm, { ledger, breaks }: Judge): void {
  for (const spell of storm.targetSpells.filter((one) => one.kind === 'shrinks')) {
    const isCalm = (other: { from: number; to: number }) => !overlaps(spell, other, 60_000)
    const others = storm.targetSpells.filter((one) => one.check === spell.check && one !== spell)
    const upsets = [...others, ...storm.placeSpells, ...ledger.deaths]
    if (ledger.gone.has(spell.check) || !upsets.every(isCalm)) continue
    const isTold = [...ledger.incidents.values()].some(
      ({ incident, openedAt }) =>
        incident.check === spell.check &&
        incident.events.some((one) => one.incidentKind === 'content') &&
        spell.from <= openedAt &&
        openedAt <= spell.to,
    )
    if (!isTold) breaks('a shrunken body is told', spell.check)
  }
}

/** Every incident ends, every suspicion too; `unstable` has a long window of its own. */
function ends(storm: Storm, world: World, { ledger, breaks }: Judge): void {
  for (const { incident } of ledger.incidents.values()) {
    const check = storm.checks.find((one) => one.id === incident.check)
    if (incident.kind === 'certificate' && check && mayStayOdd(storm, check)) continue
    if (incident.resolvedAt === null && !['unstable', 'domain'].includes(incident.kind))
      breaks('every incident ends', `${incident.id} ${incident.kind} in storm ${storm.seed}`)
  }
  for (const watched of world.memory()?.checks.values() ?? []) {
    const { suspicion } = watched.state
    if (suspicion && !watched.check.paused) breaks('every suspicion ends', suspicion.id)
  }
}

/** A registration in its last days is warned of. */
function registrationWarned(storm: Storm, { ledger, breaks }: Judge): void {
  // A storm of refusals has no such check.
  if (registeredIn(storm) !== 'ends' || !storm.checks.some((one) => one.type === 'domain')) return
  const all = [...ledger.incidents.values()].map((one) => one.incident)
  if (!all.some(({ kind, level }) => kind === 'domain' && level === 'warning'))
    breaks('a registration near its end is warned of', `storm ${storm.seed}`)
}

/** A certificate that nears its end is warned of once it does, and before it is renewed. */
function warned(storm: Storm, { ledger, breaks }: Judge): void {
  for (const check of storm.checks) {
    const must = certificateToldBy(storm, check)
    if (!must || ledger.gone.has(check.id)) continue
    const warnings = [...ledger.incidents.values()]
      .filter(({ incident }) => incident.check === check.id && incident.kind === 'certificate')
      .flatMap(({ incident }) => incident.events.filter((one) => one.level === 'warning'))
    const at = Math.min(...warnings.map((one) => one.at - bornAt))
    const stepMs = 130_000
    if (at < must.from - stepMs) breaks('no certificate is warned of too early', check.id)
    if (!(at <= must.to + stepMs)) breaks('a certificate near its end is warned of', check.id)
  }
}

/** Every message is settled; only what wakes nobody may still wait for its long ladder. */
function told(storm: Storm, { ledger, breaks }: Judge, world: World): void {
  const all = [...ledger.deliveries.values()].map((one) => one.delivery)
  const isWaiting = ({ state, level, dueAt }: Delivery) =>
    state === 'pending' && level !== 'critical' && dueAt > world.now()
  for (const delivery of all) {
    const { id, state, why, check, incident, channel } = delivery
    const mayWait = all.some(
      (one) => isWaiting(one) && one.incident === incident && one.channel === channel,
    )
    if (state === 'pending' && !mayWait) breaks('every message is settled', id)
    if (mayBeLost(storm, channel)) continue
    if (state === 'dead') breaks('no message dies', `${id} ${why}`)
    if (
      state === 'dropped' &&
      check !== null &&
      why !== 'superseded' &&
      !mayBeDropped(storm, delivery)
    )
      breaks('no message is dropped', `${id} ${why}`)
  }
  for (const { incident } of ledger.incidents.values()) {
    // What began and ended under a parent that was down, or in maintenance, is never told.
    const { clan } = storm
    const mayBeSilent = [...(clan?.children ?? []), clan?.maintained?.check]
    if (mayBeSilent.includes(incident.check ?? undefined)) continue
    const opened = incident.events.find((one) => one.kind === 'opened')
    const theirs = all.filter((one) => one.incident === incident.id)
    for (const event of [opened, incident.resolvedAt === null ? undefined : opened && 'resolved']) {
      if (!event || opened!.level === 'info' || isRuled(storm)) continue
      const kind = typeof event === 'string' ? event : event.kind
      if (!theirs.some((one) => one.event === kind))
        breaks('every incident is told from end to end', `${incident.id} ${kind}`)
    }
  }
}

/** All that history must know has arrived, in its latest version. */
function kept(world: World, { ledger, breaks }: Judge): void {
  const missing = (what: string) => breaks('history is whole', what)
  for (const { incident } of ledger.incidents.values()) {
    const item = ledger.archive.get(incident.id)
    const isSame = item?.kind === 'incident' && item.incident.sequence === incident.sequence
    if (!isSame) missing(`incident ${incident.id}`)
  }
  for (const suspicion of ledger.suspicions.values()) {
    const item = ledger.archive.get(suspicion.id)
    const isSame = item?.kind === 'suspicion' && item.suspicion.outcome === suspicion.outcome
    if (!isSame) missing(`suspicion ${suspicion.id}`)
  }
  for (const { delivery } of ledger.deliveries.values()) {
    const item = ledger.archive.get(keyOf({ kind: 'delivery', delivery }))
    const isSame = item?.kind === 'delivery' && item.delivery.state === delivery.state
    if (!isSame) missing(`delivery ${delivery.id} ${delivery.state}`)
  }
  const waiting = world.store.keys().filter((key) => key.startsWith('out/'))
  if (waiting.length > 0) missing(`${waiting.length} items wait, first ${waiting[0]}`)
}

export interface Found {
  outages: number
  worstMs: number
  /** Milliseconds beside what was allowed, of the closest call. */
  pages: number
}

/** Every outage that had to be told was told in time, to every channel. */
export function judgeOutages(storm: Storm, { ledger, breaks }: Judge): Found {
  const found: Found = { outages: 0, worstMs: 0, pages: 0 }
  const isPage = ({ event, level }: Delivery) =>
    level === 'critical' && (event === 'opened' || event === 'raised')
  const pages = ledger.receipts.filter((one) => one.isTaken && isPage(one.delivery))
  found.pages = new Set(pages.map((one) => one.delivery.id)).size
  for (const check of storm.checks) {
    const hands = storm.hands.filter((one) => one.check === check.id)
    const upsets = [...ledger.upsets, ...placeUpsets(storm, check), ...silences(storm, check)]
    for (const { spell, allowedMs, isHeld } of mustTell(storm, check)) {
      if (hands.some((one) => one.act !== 'edit' && one.at < spell.to)) continue
      const wasOpen = [...ledger.incidents.values()].some(
        (one) => one.incident.check === check.id && kindAt(one, spell.from) === 'down',
      )
      const by = tellBy(spell, allowedMs, upsets)
      if (by === null || (wasOpen && !isHeld)) continue
      found.outages += 1
      for (const channel of storm.channels) {
        const first = pages.find(
          (one) =>
            one.delivery.check === check.id &&
            one.channel.endsWith(`_${channel}`) &&
            one.at >= (isHeld ? storm.clan!.falls.from : spell.from),
        )
        const what = `${check.id} ${spell.kind} at ${spell.from / 1000} s, due ${by / 1000} s`
        if (!first || first.at > by) {
          breaks('no missed outage', `${what}, told ${first ? first.at / 1000 : 'never'}`)
        } else if (by === spell.from + allowedMs) {
          found.worstMs = Math.max(found.worstMs, first.at - spell.from)
        }
      }
    }
  }
  return found
}
