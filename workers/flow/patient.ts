// Patient probes: they go on waiting when the budget is spent, each in a call of its own, so that
// what answers late is known as slow before anybody is woken (verdict.md D18 to D20).
import { decisive, evaluate, orderTarget } from '../domain/check/index.ts'
import type { Batch, Measurement } from '../domain/measurement.ts'
import { patientHeard } from '../domain/verdict/index.ts'
import { patientMsMax } from '../domain/verdict/numbers.ts'
import type { PatientEvent } from '../domain/verdict/state.ts'
import type { ShardPorts } from '../ports.ts'
import { commit } from './judge.ts'
import { type Memory, type Watched, worldOf } from './memory.ts'
import { traceOf } from './order.ts'
import { opened } from './secrets.ts'

const graceMs = 4_000

/** Names a patient probe under way; one from before a pause is another. */
export function patientKey({ check, epoch }: Watched, location: string): string {
  return `${check.id} ${location} ${epoch}`
}

/** Holds one patient probe at a location until it answers, fails or has waited 60 s. */
export async function askPatiently(
  memory: Memory,
  ports: ShardPorts,
  watched: Watched,
  location: string,
  after: (watched: Watched) => void,
): Promise<void> {
  const { epoch } = watched
  const key = patientKey(watched, location)
  if (memory.patients.has(key)) return
  memory.patients.add(key)
  const isWatched = () => memory.checks.get(watched.check.id) === watched && watched.epoch === epoch
  const heard = (event: PatientEvent) => {
    if (!isWatched()) return
    commit(
      memory,
      ports,
      watched,
      patientHeard(watched.state, event, worldOf(memory, ports, watched)),
    )
    after(watched)
  }
  let said = false
  try {
    heard({ kind: 'started', location, at: ports.clock.now() })
    const batch = await batchOf(ports, watched, location)
    for await (const event of ports.locations.ask(location, batch)) {
      if (!isWatched()) break
      if (event.kind === 'waiting') {
        heard({ kind: 'waiting', location, waitedMs: event.waitedMs })
      } else {
        said = true
        heard(eventOf(watched, location, event, ports.clock.now()))
      }
    }
  } catch (fault) {
    ports.log.error('patient', fault, { check: watched.check.id, location })
  } finally {
    memory.patients.delete(key)
    if (!said) heard({ kind: 'lost', location })
  }
}

async function batchOf(
  ports: ShardPorts,
  { check, state }: Watched,
  location: string,
): Promise<Batch> {
  const reportAfterMs = state.engine.late ? patientMsMax - 1 : check.patienceSeconds * 1000
  return {
    v: 1,
    location,
    deadlineMs: patientMsMax + graceMs,
    controls: ports.settings.controls,
    aboutUrl: `${ports.settings.baseUrl}/about/prober`,
    orders: [
      {
        v: 1,
        id: `${check.id}.patient`,
        target: orderTarget(await opened(ports, check)),
        budgetMs: patientMsMax,
        fresh: true,
        controls: 'trouble',
        patient: { reportAfterMs },
        slowLane: true,
        traceparent: traceOf(ports, true),
      },
    ],
  }
}

/** What could not be measured says nothing: the probe counts as lost. */
function eventOf(
  { check }: Watched,
  location: string,
  answer: Measurement,
  now: number,
): PatientEvent {
  const measured = decisive(check, answer, now)
  const judgement = evaluate(check, measured, now)
  const ms = measured.totalMs ?? 0
  if (judgement.kind === 'pass') return { kind: 'answered', location, ms, passes: true }
  if (judgement.kind === 'fail') return { kind: 'failed', location, ms, timeout: judgement.timeout }
  return { kind: 'lost', location }
}
