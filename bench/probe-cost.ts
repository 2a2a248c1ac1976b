// What a probe costs through the whole path (order → probe → observation → verdict → stored),
// against a bare loop of `fetch` in the same workerd binary, measured in one run.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import workerd from 'workerd'
import { openStage } from '../test/fakes/stage.ts'
import { printFigures } from './print.ts'
import { cpuByName, processRow } from './process.ts'
import { type PlainTarget, startPlainTarget } from './target.ts'

const checksCount = 1_000
const watchSeconds = 60
const slotMs = 10_000
const slots = watchSeconds / 10
const hotTotal = 20_000

/** Prints CPU seconds per 1,000 probes and probes per second for the bare loop and for eSonar with
 *  one and with three locations. True when, for servers that share no connection, one location
 *  costs at most 1.5 times the bare loop. */
export async function benchProbeCost(): Promise<boolean> {
  const apart = await compare('each check a server of its own', true)
  await compare('all checks over kept connections', false)
  return apart <= 1.5
}

/** Prints both roads for one kind of target; answers how many times the bare loop it took. */
async function compare(name: string, isApart: boolean): Promise<number> {
  const target = await startPlainTarget(isApart)
  try {
    const bare = await bareLoop(target)
    const one = await whole(target, 'one')
    const three = await whole(target, 'one,two,three')
    printFigures(`Cost of a probe, ${name}`, [
      { name: 'bare fetch loop, CPU', value: bare.cpu, unit: 's per 1,000', note: 'same rhythm' },
      {
        name: 'bare fetch loop, CPU',
        value: bare.hot,
        unit: 's per 1,000',
        note: 'without a pause',
      },
      { name: 'bare fetch loop, rate', value: bare.perSecond, unit: 'probes/s' },
      ...describe('one location', one, bare.cpu),
      ...describe('three locations', three, bare.cpu),
    ])
    return one.workerdCpu / bare.cpu
  } finally {
    target.close()
  }
}

interface Cost {
  workerdCpu: number
  treeCpu: number
  perSecond: number
  probes: number
}

function describe(name: string, cost: Cost, bareCpu: number) {
  return [
    {
      name: `${name}, workerd CPU`,
      value: cost.workerdCpu,
      unit: 's per 1,000',
      note: `${(cost.workerdCpu / bareCpu).toFixed(2)} × bare, ${cost.probes} probes`,
    },
    { name: `${name}, whole tree CPU`, value: cost.treeCpu, unit: 's per 1,000' },
    { name: `${name}, rate within a slot`, value: cost.perSecond, unit: 'probes/s' },
  ]
}

async function whole(target: PlainTarget, locations: string): Promise<Cost> {
  const stage = await openStage({ locations })
  try {
    await stage.addMany(
      Array.from({ length: checksCount }, (_, index) => `${target.url}/ok/${index}`),
      { intervalSeconds: 10 },
    )
    await settle(target)
    const before = cpuByName(process.pid)
    await new Promise((resolve) => setTimeout(resolve, watchSeconds * 1000))
    const after = cpuByName(process.pid)
    const arrivals = (await target.take()).filter(([path]) => path.startsWith('/ok/'))
    const spent = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0)
    const tree = [...after.keys()].reduce((sum, name) => sum + spent(name), 0)
    return {
      workerdCpu: (spent('workerd') / arrivals.length) * 1_000,
      treeCpu: (tree / arrivals.length) * 1_000,
      perSecond: burstRate(arrivals.map(([, at]) => at)),
      probes: arrivals.length,
    }
  } finally {
    await stage.close()
  }
}

/** Forgets what happened while checks were being added, and a full slot more. */
async function settle(target: PlainTarget): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 22_000))
  await target.take()
}

/** Probes per second inside bursts: gaps of more than 500 ms end a burst. */
function burstRate(times: number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  let busyMs = 0
  for (let index = 1; index < sorted.length; index += 1) {
    const gap = sorted[index]! - sorted[index - 1]!
    if (gap <= 500) busyMs += gap
  }
  return sorted.length / (busyMs / 1000)
}

const bareWorker = `export default { async fetch(request) {
  const { searchParams } = new URL(request.url)
  const target = searchParams.get('target'), total = Number(searchParams.get('total'))
  let next = 0
  const lane = async () => { while (next < total) { const r = await fetch(target + '/bare/' + (next++ % 1000), { redirect: 'manual', headers: { 'user-agent': 'bare' } }); await r.arrayBuffer() } }
  await Promise.all(Array.from({ length: 6 }, lane))
  return new Response('done') } }`

async function bareLoop(
  target: PlainTarget,
): Promise<{ hot: number; cpu: number; perSecond: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'esonar-bare-'))
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  writeFileSync(join(folder, 'worker.js'), bareWorker)
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .bare),
 (name = "internet", network = (allow = ["public", "private"]))],
 sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]);
const bare :Workerd.Worker = (modules = [(name = "worker.js", esModule = embed "worker.js")],
 compatibilityDate = "2026-10-20");`,
  )
  const child = spawn(workerd.default, ['serve', join(folder, 'config.capnp')], { stdio: 'ignore' })
  try {
    const ask = (total: number) =>
      fetch(`http://127.0.0.1:${port}/?total=${total}&target=${encodeURIComponent(target.url)}`)
    await reachable(ask, child)
    await ask(2_000)
    const cpuOf = () => processRow(child.pid!)?.cpuSeconds ?? 0
    const hotBefore = cpuOf()
    await ask(hotTotal)
    const hot = ((cpuOf() - hotBefore) / hotTotal) * 1_000
    const before = cpuOf()
    let busyMs = 0
    for (let slot = 0; slot < slots; slot += 1) {
      const begun = Date.now()
      await ask(checksCount)
      busyMs += Date.now() - begun
      await new Promise((resolve) => setTimeout(resolve, slotMs - (Date.now() - begun)))
    }
    const total = slots * checksCount
    await target.take()
    return { hot, cpu: ((cpuOf() - before) / total) * 1_000, perSecond: (total / busyMs) * 1_000 }
  } finally {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

async function reachable(ask: (n: number) => Promise<unknown>, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) throw new Error('the bare workerd ended early')
    const there = await ask(1).then(
      () => true,
      () => false,
    )
    if (there) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the bare workerd did not answer')
}
