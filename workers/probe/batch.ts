// All that one location is asked in one call: at most six connections in flight, slow targets in a
// lane that cannot hold the others, a deadline over the whole, answers as they come.
import { classOf } from '../domain/address.ts'
import type { Batch, Measurement, ProbeEvent, ProbeOrder } from '../domain/measurement.ts'
import { hostHoldMs, perHostMax, targetHost } from '../domain/measurement.ts'
import { type Controls, makeControls } from './controls.ts'
import { probes } from './index.ts'
import { type ProbeContext, timer } from './probe.ts'
import { type Pulse, startPulse } from './pulse.ts'
import {
  type Gates,
  makeGates,
  makeSlots,
  orderSlotsMax,
  type Slots,
  slotsMax,
  slowSlotsMax,
} from './slots.ts'
import { watched } from './watched.ts'

/** Probes every order of a batch; `emit` hears each event once, in order of arrival. */
export async function runBatch(
  batch: Batch,
  context: ProbeContext,
  emit: (event: ProbeEvent) => void,
): Promise<void> {
  const all = makeSlots(slotsMax)
  const some = makeSlots(orderSlotsMax)
  const slow = makeSlots(slowSlotsMax)
  const gates = makeGates(batch.perHost ?? perHostMax)
  const controls = makeControls(batch.controls, all, context)
  const open = new Set(batch.orders.map((order) => order.id))
  const say = (event: ProbeEvent) => {
    if (!open.has(event.order)) return
    if (event.kind !== 'waiting') open.delete(event.order)
    emit(event)
  }
  const pulse = startPulse(context.now)
  const { late, cancel } = timer(batch.deadlineMs)
  const work = Promise.all(
    batch.orders.map((order) =>
      runOrder(
        order,
        { ...context, route: controls.route },
        { all, some, slow, gates, controls, pulse },
        say,
      ),
    ),
  )
  await Promise.race([work, late])
  cancel()
  pulse.stop()
  for (const order of open) emit({ v: 1, kind: 'notMeasured', order, reason: 'batch_deadline' })
  open.clear()
}

interface Shared {
  all: Slots
  /** Those of them that orders may hold. */
  some: Slots
  slow: Slots
  gates: Gates
  controls: Controls
  pulse: Pulse
}

async function runOrder(
  order: ProbeOrder,
  context: ProbeContext,
  shared: Shared,
  say: (event: ProbeEvent) => void,
): Promise<void> {
  // In this order nobody who waits holds up what another could use.
  const giveLane = order.slowLane ? await shared.slow.take() : () => undefined
  const leave = await shared.gates.enter(targetHost(order.target))
  const giveSome = await shared.some.take()
  const give = await shared.all.take()
  const hold = setTimeout(leave, hostHoldMs)
  const waiting = order.patient
    ? sayWaiting(order, order.patient.reportAfterMs, say)
    : () => undefined
  let measured: Measurement
  try {
    measured = await watched(probes[order.target.type], order, context, shared.pulse)
  } catch (fault) {
    measured = {
      v: 1,
      kind: 'notMeasured',
      order: order.id,
      reason: 'probe_error',
      detail: String(fault).slice(0, 200),
    }
  } finally {
    waiting()
    give()
    giveSome()
    giveLane()
    clearTimeout(hold)
    leave()
  }
  say(traced(order, await proven(order, measured, shared.controls)))
}

function sayWaiting(
  order: ProbeOrder,
  afterMs: number,
  say: (event: ProbeEvent) => void,
): () => void {
  const handle = setTimeout(
    () => say({ v: 1, kind: 'waiting', order: order.id, waitedMs: afterMs }),
    afterMs,
  )
  return () => clearTimeout(handle)
}

async function proven(
  order: ProbeOrder,
  measured: Measurement,
  controls: Controls,
): Promise<Measurement> {
  if (order.controls === 'never' || (order.controls === 'trouble' && !isTrouble(measured)))
    return measured
  if (measured.kind === 'notMeasured') return measured
  return { ...measured, controls: await controls.ask(isPrivateTarget(order)) }
}

/** A measurement carries the id of the trace that was sent along: by what has headers. */
function traced({ traceparent, target }: ProbeOrder, measured: Measurement): Measurement {
  const hasHeaders = target.type === 'http' || target.type === 'websocket'
  const trace = hasHeaders ? traceparent?.split('-')[1] : undefined
  return trace && measured.kind !== 'notMeasured' ? { ...measured, trace } : measured
}

function isTrouble(measured: Measurement): boolean {
  if (measured.kind !== 'answered') return measured.kind === 'failed'
  const { status = 0, answers = [], other } = measured
  if (other && isTrouble(other)) return true
  return status >= 400 || answers.some((one) => one.outcome !== 'answer')
}

function isPrivateTarget({ target }: ProbeOrder): boolean {
  const kind = classOf(targetHost(target))
  return kind !== null && kind !== 'public'
}
