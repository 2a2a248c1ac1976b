// Counts what shards do in the real program: full workspaces of checks on a target that answers
// after a usual time, minute by minute.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openStage, type Stage } from '../../test/fakes/stage.ts'
import { uploadAfterMs, uploadSpreadMs } from '../../workers/domain/slate.ts'
import type { ShardWork } from '../../workers/shard-door.ts'
import { cpuByName } from '../process.ts'
import { startPlainTarget } from '../target.ts'
import type { Counts } from './formula.ts'
import { quietHours } from './quiet.ts'
import { type Steady, steadyShard } from './steady.ts'
import { storedSizes } from './stored.ts'

export interface Asked {
  checks: number
  minutes: number
  intervalSeconds: number
  /** How long the target takes to answer. */
  answerMs: number
}

/** What was counted in a minute, for one probe: to see that it is the same each minute. */
export interface Minute {
  probes: number
  perProbe: { calls: number; rowsWritten: number; alarms: number }
}

/** All that was counted: of the program, and of a shard of hours in virtual time. */
export interface Measured {
  counts: Counts
  minutes: Minute[]
  /** Alarms and rows of a slot in the counted minutes; in virtual time for such minutes, and for hours. */
  real: Steady
  virtual: { quietly: Steady; steady: Steady }
}

const minuteMs = 60_000
const checksPerWorkspace = 500
const settleMs = 75_000
/** An object that is made anew uploads once more what was due so long ago (`flow/open-memory.ts`), and late
 *  ones are later. */
const againMs = 600_000 + 15_000
/** As many as 100,000 checks have: fewer upload in the same minutes. */
const quietShards = 196

/** Runs the program and counts, between two uploads; what is uploaded is looked at afterwards. */
export async function measure(asked: Asked): Promise<Measured> {
  const flushMs = (asked.minutes + 30) * minuteMs
  const target = await startPlainTarget(true, asked.answerMs)
  const stage = await openStage({
    // Asked as hosted shards ask: all checks of an interval in one wave.
    env: {
      ESONAR_FLUSH_SECONDS: `${flushMs / 1000}`,
      ESONAR_PROBES_PER_HOST: '6',
      ESONAR_WAVES: '1',
    },
  })
  const client = new pg.Client({ connectionString: stage.esonar.databaseUrl })
  await client.connect()
  try {
    const workspaces = await fill(stage, client, target.url, asked)
    await stage.esonar.tick()
    await sleep(settleMs)
    await sleep(untilQuietMs(Date.now(), flushMs, asked.minutes * minuteMs))
    // Without the shard of the stage's own workspace, in which nothing is asked any more.
    const least = Math.min(asked.checks, checksPerWorkspace)
    const work = async () => (await stage.esonar.work()).filter(({ orders }) => orders >= least)
    const cpuBefore = cpuByName(process.pid).get('workerd') ?? 0
    const first = sumOf(await work())
    const minutes: Minute[] = []
    let before = first
    for (let minute = 0; minute < asked.minutes; minute += 1) {
      await sleep(minuteMs)
      const after = sumOf(await work())
      minutes.push(minuteOf(before, after))
      before = after
    }
    const cpuMs = ((cpuByName(process.pid).get('workerd') ?? 0) - cpuBefore) * 1000
    const real = countsOf(first, before, asked, workspaces, cpuMs)
    const { steady, quietly } = await steadyShard(real.checks, asked.intervalSeconds)
    await sleep(untilUploadedMs(Date.now(), flushMs))
    return {
      counts: {
        ...real,
        // Places that answer sooner or later make one wake more or less: the more that was counted.
        alarms: Math.max(real.alarms, steady.alarms),
        rowsWritten: Math.max(real.rowsWritten, steady.rowsWritten),
        ...(await storedSizes(client, asked.intervalSeconds)),
        ...(await quietHours(stage.esonar.databaseUrl, quietShards)),
      },
      minutes,
      real,
      virtual: { quietly, steady },
    }
  } finally {
    await client.end()
    await stage.close()
    target.close()
  }
}

/** How long until so many milliseconds without an upload begin (`domain/slate.ts`). */
function untilQuietMs(now: number, flushMs: number, quietMs: number): number {
  const from = uploadAfterMs + uploadSpreadMs + againMs
  const into = (now - from + flushMs) % flushMs
  const isQuiet = into + quietMs <= flushMs - uploadSpreadMs - againMs
  return isQuiet ? 0 : flushMs - into
}

/** How long until the next uploads are over. */
const untilUploadedMs = (now: number, flushMs: number) =>
  flushMs - ((now - uploadAfterMs - uploadSpreadMs - settleMs) % flushMs)

/** Workspaces that fill a shard each, beside the stage's own; answers how many. */
async function fill(stage: Stage, client: pg.Client, url: string, asked: Asked): Promise<number> {
  const { intervalSeconds } = asked
  const id = await stage.watch('check', { url: `${url}/ok/0` }, { intervalSeconds })
  const count = Math.ceil(asked.checks / checksPerWorkspace)
  for (let number = 0; number < count; number += 1) {
    const workspace = `cost${number}`
    await client.query(
      `insert into workspaces select (jsonb_populate_record(w, jsonb_build_object(
         'id', $1::text, 'founder', null, 'ping_key', null))).* from workspaces w limit 1`,
      [workspace],
    )
    await client.query(
      `insert into checks select (jsonb_populate_record(c, jsonb_build_object(
         'id', 'chk_' || $1::text || '_' || n, 'workspace', $1::text, 'policy', null,
         'name', 'check ' || n))).* from checks c, generate_series(1, $2) n where c.id = $3`,
      [workspace, Math.min(checksPerWorkspace, asked.checks - number * checksPerWorkspace), id],
    )
    await client.query('select assign_shard($1, 512)', [workspace])
  }
  await client.query('delete from checks where id = $1', [id])
  await client.query('update workspaces set config_version = config_version + 1')
  return count
}

type Sum = Omit<ShardWork, 'sinceMs'>

function sumOf(shards: ShardWork[]): Sum {
  const sum = (field: keyof Sum) => shards.reduce((total, one) => total + one[field], 0)
  return {
    alarms: sum('alarms'),
    wakes: sum('wakes'),
    busyMs: sum('busyMs'),
    rowsWritten: sum('rowsWritten'),
    calls: sum('calls'),
    orders: sum('orders'),
    kvWrites: sum('kvWrites'),
    uploads: sum('uploads'),
  }
}

function minuteOf(before: Sum, after: Sum): Minute {
  const probes = after.orders - before.orders
  const each = (field: keyof Sum) => (after[field] - before[field]) / probes
  const perProbe = {
    calls: each('calls'),
    rowsWritten: each('rowsWritten'),
    alarms: each('alarms'),
  }
  return { probes, perProbe }
}

function countsOf(before: Sum, after: Sum, asked: Asked, workspaces: number, cpuMs: number) {
  const slots = (asked.minutes * 60) / asked.intervalSeconds
  const each = (field: keyof Sum) => (after[field] - before[field]) / (slots * workspaces)
  return {
    alarms: each('alarms'),
    busyMs: each('busyMs'),
    rowsWritten: each('rowsWritten'),
    calls: each('calls'),
    checks: asked.checks / workspaces,
    cpuMsPerProbe: cpuMs / (after.orders - before.orders),
  }
}
