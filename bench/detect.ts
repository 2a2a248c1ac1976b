// First failing probe → webhook received, for every kind of fault the promise names, on the real
// program. The instant of the first bad probe is read at the target, not guessed.
import { until } from '../test/fakes/client.ts'
import { openStage, type Stage } from '../test/fakes/stage.ts'
import { printFigures } from './print.ts'

interface Case {
  name: string
  settings: Record<string, unknown>
  fault: (stage: Stage, path: string) => void
  /** Promise in seconds; null: nothing critical may be sent within `watchSeconds`. */
  promiseSeconds: number | null
  watchSeconds: number
}

const cases: Case[] = [
  {
    name: '503, confirmSeconds 0',
    settings: { confirmSeconds: 0 },
    fault: (stage, path) => stage.target.set(path, { kind: 'status', status: 503 }),
    promiseSeconds: 2,
    watchSeconds: 20,
  },
  {
    name: '503, default 15 s',
    settings: {},
    fault: (stage, path) => stage.target.set(path, { kind: 'status', status: 503 }),
    promiseSeconds: 16,
    watchSeconds: 40,
  },
  {
    name: 'reset before the answer, default 15 s',
    settings: {},
    fault: (stage, path) => stage.target.set(path, { kind: 'reset' }),
    promiseSeconds: 16,
    watchSeconds: 40,
  },
  {
    name: 'accepts and hangs',
    settings: {},
    fault: (stage, path) => stage.target.set(path, { kind: 'hang' }),
    promiseSeconds: 35,
    watchSeconds: 60,
  },
  {
    name: 'answers after 20 s',
    settings: {},
    fault: (stage, path) => stage.target.set(path, { kind: 'slow', ms: 20_000 }),
    promiseSeconds: null,
    watchSeconds: 70,
  },
  {
    name: '3 s blip of 503',
    settings: {},
    fault: (stage, path) => {
      stage.target.set(path, { kind: 'status', status: 503 })
      setTimeout(() => stage.target.set(path, { kind: 'ok' }), 3_000)
    },
    promiseSeconds: null,
    watchSeconds: 45,
  },
]

/** Runs all cases side by side on one installation and prints what was measured. */
export async function benchDetect(): Promise<boolean> {
  const stage = await openStage()
  try {
    const rows = await Promise.all(cases.map((one, index) => play(stage, one, index)))
    printFigures(
      'First bad probe → webhook received',
      rows.map((row) => row.figure),
    )
    return rows.every((row) => row.kept)
  } finally {
    await stage.close()
  }
}

async function play(stage: Stage, one: Case, index: number) {
  const path = `/case-${index}`
  const check = await stage.watch(
    `case ${index}`,
    { path },
    { intervalSeconds: 10, ...one.settings },
  )
  const faultAt = Date.now()
  one.fault(stage, path)
  const badAt = await until(`first bad probe of ${one.name}`, 30_000, async () =>
    stage.target.seen(path).find((at) => at >= faultAt),
  )
  const page = await stage.receiver
    .waitFor(
      (got) => got.json?.type === 'incident.opened' && isPage(got.json.data, check),
      one.watchSeconds * 1000,
    )
    .catch(() => null)
  const took = page ? (page.at - badAt) / 1000 : null
  const kept =
    one.promiseSeconds === null ? took === null : took !== null && took <= one.promiseSeconds
  return {
    kept,
    figure: {
      name: one.name,
      value: took ?? 'nothing sent',
      unit: took === null ? '' : 's',
      note: `promise: ${one.promiseSeconds === null ? 'no page' : `≤ ${one.promiseSeconds} s`}${kept ? '' : ', NOT KEPT'}`,
    },
  }
}

function isPage(data: Record<string, unknown>, check: string): boolean {
  return (data.check as { id?: string } | null)?.id === check && data.level === 'critical'
}
