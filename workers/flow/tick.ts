// A shard's wake: what is due is begun, never waited for, and the one alarm is set to what comes
// next. Whatever ends calls `kick`, which looks again.
import { isAsked } from '../domain/check/index.ts'
import { nextDueAt } from '../domain/delivery.ts'
import { dueSlot, nextSlotAt, wavePhaseOf } from '../domain/schedule.ts'
import { isAnyFree, isHurried, isQuiet, seats, timePassed, wants } from '../domain/verdict/index.ts'
import type { Wants } from '../domain/verdict/state.ts'
import type { ShardPorts } from '../ports.ts'
import { nextUploadAt, upload } from './archive.ts'
import { askRounds } from './ask.ts'
import { guardMs, noteAwake } from './awake.ts'
import { gated } from './course.ts'
import { deliver } from './deliver.ts'
import { commit } from './judge.ts'
import { type Kick, kickerOf } from './kick.ts'
import { goOn, underWay } from './leave.ts'
import { type Memory, type Watched, worldOf } from './memory.ts'
import { askPatiently, patientKey } from './patient.ts'
import { publish } from './publish.ts'
import { hasRoom, roomOf } from './room.ts'
import type { Ask } from './running.ts'
import { admitted, beat, hasRoomToWait, isAtRest, isStrained, turnOf } from './strain.ts'
import { nextSweepAt, sweep } from './sweep.ts'
import { lookAtTold, regroup, toldWakeAt } from './told.ts'
import { writeQuiet } from './write.ts'

/** Keeps work alive that nobody waits for. */
export type Run = (work: Promise<void>) => void

/** The same while something fails. */
const resumeMs = 5_000

/** Begins all that is due now and sets the alarm. Safe to call at any time, any number of times. */
export function wake(memory: Memory, ports: ShardPorts, run: Run): void {
  const now = ports.clock.now()
  // First of all: should this wake die, another one comes.
  const isMoving = underWay(memory).length > 0
  if (memory.configs.size > 0 || memory.outbox.size > 0 || isMoving) ports.alarm.set(now + guardMs)
  memory.lastWakeAt = now
  noteAwake(memory, ports, now)
  const act = () => {
    if (memory.kicks.isQuietOwed) writeQuiet(memory, ports)
    memory.kicks.isQuietOwed = false
    begin(memory, ports, run, kick)
    arm(memory, ports)
  }
  const kick = kickerOf(memory, ports, run, act)
  const due: Ask[] = []
  for (const watched of memory.checks.values()) {
    const ask = dueOf(memory, ports, watched, run, kick)
    if (ask) due.push(ask)
  }
  const asks: Ask[] = []
  for (const ask of admitted(memory, ports, due)) {
    // One that is being verified must not wait in a queue behind targets that hang.
    if (isHurried(ask.watched.state, worldOf(memory, ports, ask.watched)))
      run(askAll(memory, ports, [ask], run, kick))
    else asks.push(ask)
  }
  if (asks.length > 0) run(askAll(memory, ports, asks, run, kick))
  sweep(memory, ports, run)
  goOn(memory, ports, run)
  act()
}

/** What is not about one check: groups, messages, uploads, pages. */
function begin(memory: Memory, ports: ShardPorts, run: Run, kick: Kick): void {
  regroup(memory, ports)
  deliver(memory, ports, run, kick)
  upload(memory, ports, run, kick)
  memory.publishAt = publish(memory, ports, run)
}

async function askAll(
  memory: Memory,
  ports: ShardPorts,
  asks: Ask[],
  run: Run,
  kick: Kick,
): Promise<void> {
  void beat(memory, ports)
  await askRounds(memory, ports, asks, (watched) => follow(memory, ports, watched, run, kick))
  memory.kicks.isQuietOwed = true
  kick(isAtRest(memory))
}

/** After news of one check: its next round at once when it is due, its patients, its alarm. */
function follow(memory: Memory, ports: ShardPorts, watched: Watched, run: Run, kick: Kick): void {
  if (memory.checks.get(watched.check.id) !== watched) return
  const ask = dueOf(memory, ports, watched, run, kick)
  // Where all wait their turn, the next wake says whose it is.
  if (ask && !isStrained(memory)) run(askAll(memory, ports, [ask], run, kick))
  else hasten(ports, nextOf(memory, ports, watched))
  if (watched.told) {
    watched.told = false
    kick()
  }
}

/** The round a check is due, if any; begins its patients and its timers on the way. */
function dueOf(
  memory: Memory,
  ports: ShardPorts,
  watched: Watched,
  run: Run,
  kick: Kick,
): Ask | null {
  const { check } = watched
  if (check.paused) return null
  if (!isAsked(check)) {
    lookAtTold(memory, ports, watched)
    return null
  }
  if (isStopped(memory, check)) return null
  const now = ports.clock.now()
  let wanted = wants(watched.state, worldOf(memory, ports, watched))
  if (wanted.wakeAt !== null && wanted.wakeAt <= now) {
    const world = worldOf(memory, ports, watched)
    commit(memory, ports, watched, timePassed(watched.state, world))
    wanted = wants(watched.state, world)
  }
  for (const location of wanted.patients) {
    const after = (one: Watched) => follow(memory, ports, one, run, kick)
    if (!memory.patients.has(patientKey(watched, location)) && hasRoomToWait(memory)) {
      run(askPatiently(memory, ports, watched, location, after))
    }
  }
  return watched.busy ? null : askOf(memory, ports, watched, wanted, now)
}

function askOf(
  memory: Memory,
  ports: ShardPorts,
  watched: Watched,
  wanted: Wants,
  now: number,
): Ask | null {
  const { state, check } = watched
  const { intervalSeconds } = check
  const phaseMs = wavePhaseOf(memory.shard, check, ports.settings.waves ?? 1)
  const askedAt = state.engine.lastStartedAt
  const slot = dueSlot(state.lastSlot, now, intervalSeconds, phaseMs, askedAt)
  if (slot !== null || watched.now) {
    const world = worldOf(memory, ports, watched)
    const locations = seats(state, world)
    if (!isAnyFree(world, locations)) return null
    if (slot !== null && state.lastSlot >= 0) {
      memory.lagMs = Math.max(0, (now - phaseMs) % (intervalSeconds * 1000))
    }
    return { watched, kind: 'slot', locations, ...(slot === null ? {} : { slot }) }
  }
  if (!wanted.round || wanted.round.at > now) return null
  return { watched, kind: wanted.round.kind, locations: wanted.round.locations }
}

/** Every place it would be asked from still holds its last order. */
function isAllMeasuring(memory: Memory, ports: ShardPorts, watched: Watched): boolean {
  if (watched.measuring.size === 0) return false
  const world = worldOf(memory, ports, watched)
  return !isAnyFree(world, seats(watched.state, world))
}

/** When a check wants to be looked at again. */
function nextOf(memory: Memory, ports: ShardPorts, watched: Watched): number | null {
  const { check, state } = watched
  if (check.paused) return null
  if (!isAsked(check)) return toldWakeAt(watched)
  if (isStopped(memory, check)) return null
  const now = ports.clock.now()
  const wanted = wants(state, worldOf(memory, ports, watched))
  const phaseMs = wavePhaseOf(memory.shard, check, ports.settings.waves ?? 1)
  const times: number[] = []
  // Never at once: a time that has come was taken in by now.
  if (wanted.wakeAt !== null) times.push(Math.max(wanted.wakeAt, now + 1_000))
  // A round under way looks again by itself when it is over; should it be lost with this object,
  // a verification must not wait for the sweep.
  if (watched.busy) {
    if (!isQuiet(state)) times.push(now + resumeMs)
  } else {
    const { intervalSeconds } = check
    const askedAt = state.engine.lastStartedAt
    const slotAt = nextSlotAt(state.lastSlot, now, intervalSeconds, phaseMs, askedAt)
    const at = watched.now ? now : slotAt
    // Whoever answers first looks again.
    times.push(at <= now && isAllMeasuring(memory, ports, watched) ? now + resumeMs : at)
    if (wanted.round) times.push(wanted.round.at)
  }
  if (times.length === 0) return null
  const at = Math.min(...times)
  // What is due and not begun waits for room: it is looked at again in a moment, not at once.
  return isStrained(memory) ? Math.max(at, now + turnOf(memory)) : at
}

/** Sets the alarm to the earliest thing that will be due. */
function arm(memory: Memory, ports: ShardPorts): void {
  const now = ports.clock.now()
  // One under way wants no alarm, and still holds back those behind it; what ends makes room.
  const waiting = gated(memory, ports, [...memory.deliveries.values()], now)
  const room = roomOf(memory)
  const held = waiting.map((one) =>
    memory.sending.has(one.id) ||
    memory.leaving.has(one.workspace) ||
    !hasRoom(room, one.channel, one.level)
      ? { ...one, leasedUntil: Number.POSITIVE_INFINITY }
      : one,
  )
  const times: (number | null)[] = [
    nextDueAt(held),
    nextUploadAt(memory, ports),
    memory.publishAt,
    underWay(memory).length > 0 ? now + resumeMs : null,
    nextSweepAt(memory),
  ]
  for (const watched of memory.checks.values()) times.push(nextOf(memory, ports, watched))
  const next = Math.min(...times.filter((one) => one !== null))
  if (Number.isFinite(next)) ports.alarm.set(Math.max(now, Math.min(next, now + guardMs)))
}

/** Brings the alarm forward, never back. */
function hasten(ports: ShardPorts, at: number | null): void {
  if (at === null) return
  const set = ports.alarm.get()
  if (set === null || at < set) ports.alarm.set(Math.max(at, ports.clock.now()))
}

/** Whoever runs the installation has stopped it: nothing is asked, and what is open stays. */
function isStopped(memory: Memory, { workspace }: Watched['check']): boolean {
  return (memory.configs.get(workspace)?.stop ?? null) !== null
}
