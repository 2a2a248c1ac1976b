// A self-hosted master on this machine: the real program with a thousand checks every 30 s and fifty
// agents, for ten minutes. The agents are five real agent programs with ten keys each: every key has a
// link and a spool of its own, and reports the host each minute. CHECKS, AGENTS and MINUTES make it smaller.
import { rmSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join as pathOf } from 'node:path'
import pg from 'pg'
import { bundleAgent } from '../agent/build.ts'
import { type Client, makeClient, until } from '../test/fakes/client.ts'
import { agent, endAgents, type Ran } from '../test/server/agent-program.ts'
import { endAll, freshFolder, type Program, start } from '../test/server/program.ts'
import { type Lateness, latenessOf } from './lateness.ts'
import { printFigures, quantile } from './print.ts'
import { processRow, processTree } from './process.ts'
import { type PlainTarget, startPlainTarget } from './target.ts'

const checks = Number(process.env.CHECKS ?? 1_000)
const agents = Number(process.env.AGENTS ?? 50)
const minutes = Number(process.env.MINUTES ?? 10)
const programs = 5
const intervalSeconds = 30
/** One check in ten is asked from two agents, the others from the three places of the machine. */
const agentShare = 10
const warmSeconds = 90
const promiseMs = 2_000
const apiKey = `esn_${'b'.repeat(32)}`

/** Prints CPU, memory and lateness. True when 99 of 100 slots are at most two seconds late, none was left
 *  out, and every agent was linked to the end. */
export async function benchMaster(): Promise<boolean> {
  const target = await startPlainTarget(true)
  await bundleAgent()
  const master = await start({
    ESONAR_API_KEY: apiKey,
    ESONAR_OWNER_EMAIL: 'owner@example.com',
    ESONAR_OWNER_PASSWORD: 'correct horse battery',
    ESONAR_LOCATIONS: 'one,two,three',
    ESONAR_PRIVATE_CONTROLS: `${target.url}/control`,
  })
  const api = makeClient(master.url, apiKey)
  const homes = Array.from({ length: programs }, freshFolder)
  try {
    const ran = await runAgents(api, master.url, homes)
    await addChecks(api, target.url, master.databaseUrl())
    await seconds(warmSeconds)
    await target.take()
    const before = familyCpu(master, ran)
    const high = await watched(master)
    const after = familyCpu(master, ran)
    const isLinked = await linkedCount(api)
    const isKept = await show({ target, before, after, high, isLinked })
    if (!isKept) console.log(master.said().split('\n').slice(-20).join('\n'))
    return isKept
  } finally {
    endAgents()
    await endAll()
    target.close()
    for (const home of homes) rmSync(pathOf(home, 'spool'), { recursive: true, force: true })
  }
}

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1_000))

/** Joins them all by tokens, as people do, and waits until each is linked. */
async function runAgents(api: Client, url: string, homes: string[]): Promise<Ran[]> {
  for (let number = 0; number < agents; number += 1) {
    const home = homes[number % programs]!
    await until('a token to be taken', 90_000, async () => {
      const { token } = await api.post<{ token: string }>('/api/agents/tokens', {})
      const names = ['--name', `agent ${number}`, '--network', `net-${number}`]
      if ((await agent(home, 'join', url, token, ...names).code) === 0) return true
      // More than thirty a minute are asked to slow down.
      return seconds(3).then(() => null)
    })
  }
  const ran = homes.map((home) => agent(home, 'run'))
  await until('all agents to be linked', 60_000, async () => (await linkedCount(api)) === agents)
  return ran
}

async function linkedCount(api: Client): Promise<number> {
  const ask = () => api.get<{ data: { link: string }[] }>('/api/agents?limit=200')
  // On a busy machine the database may be asked in vain.
  const { data } = await until('the list of agents', 60_000, () => ask().catch(() => null), 1_000)
  return data.filter((one) => one.link === 'socket').length
}

/** Each an address of its own on the target, whose connections are not kept. Those of agents are added by
 *  the API; the others are copies of the first, which the shard learns with the next change. */
async function addChecks(api: Client, url: string, databaseUrl: string): Promise<void> {
  const { data } = await api.get<{ data: { id: string }[] }>('/api/agents?limit=200')
  const common = { type: 'http', intervalSeconds }
  const byAgents = Math.floor(checks / agentShare)
  for (let number = 0; number < byAgents; number += 1) {
    const locations = [number * 2, number * 2 + 1].map((one) => data[one % data.length]!.id)
    const body = { ...common, name: `agent ${number}`, url: `${url}/agent/${number}`, locations }
    await api.post('/api/checks', body)
  }
  const first = { ...common, name: 'place 0', url: `${url}/place/0` }
  const { id } = await api.post<{ id: string }>('/api/checks', first)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client
    .query(
      `insert into checks select (jsonb_populate_record(c, jsonb_build_object(
        'id', 'chk_' || c.workspace || '_place' || n, 'name', 'place ' || n,
        'settings', jsonb_set(c.settings, '{http,url}', to_jsonb($2::text || n))))).*
       from checks c, generate_series(1, $3::int) n where c.id = $1`,
      [id, `${url}/place/`, checks - byAgents - 1],
    )
    .finally(() => client.end())
  await api.patch(`/api/checks/${id}`, { name: 'place zero' })
}

/** CPU seconds of the master by the name of a process, and of the agents. */
function familyCpu(master: Program, ran: Ran[]): Map<string, number> {
  const cpu = new Map<string, number>()
  for (const one of processTree(master.pid)) {
    const name = one.pid === master.pid ? 'launcher' : one.name
    cpu.set(name, (cpu.get(name) ?? 0) + one.cpuSeconds)
  }
  // Of PostgreSQL's connections that ended, the server itself tells.
  const server = processRow(master.kin('postgres').pid)
  cpu.set('postgres', (cpu.get('postgres') ?? 0) + (server?.childCpuSeconds ?? 0))
  const rows = ran.map(({ child }) => processRow(child.pid ?? 0))
  cpu.set(
    'agents',
    rows.reduce((sum, row) => sum + (row ? row.cpuSeconds + row.childCpuSeconds : 0), 0),
  )
  return cpu
}

interface High {
  residentMb: Map<string, number>
  load: number[]
}

/** Looks every ten seconds; keeps the most that each kind of process held. */
async function watched(master: Program): Promise<High> {
  const high: High = { residentMb: new Map(), load: [] }
  const end = Date.now() + minutes * 60_000
  while (Date.now() < end) {
    const now = new Map<string, number>()
    for (const one of processTree(master.pid)) {
      const name = one.pid === master.pid ? 'launcher' : one.name
      now.set(name, (now.get(name) ?? 0) + one.residentBytes / 1e6)
    }
    for (const [name, mb] of now) {
      high.residentMb.set(name, Math.max(mb, high.residentMb.get(name) ?? 0))
    }
    high.load.push(loadavg()[0] ?? 0)
    await seconds(Math.min(10, Math.max(0, (end - Date.now()) / 1_000)))
  }
  return high
}

interface Measured {
  target: PlainTarget
  before: Map<string, number>
  after: Map<string, number>
  high: High
  isLinked: number
}

async function show({ target, before, after, high, isLinked }: Measured): Promise<boolean> {
  const arrivals = await target.take()
  const of = (kind: string) =>
    latenessOf(
      arrivals,
      (path) => (path.startsWith(`/${kind}/`) ? 'one' : undefined),
      intervalSeconds,
    )
  const [places, byAgents] = [of('place'), of('agent')]
  const cpu = [...after].map(([name, sum]) => ({
    name: `CPU, ${name}`,
    value: (sum - (before.get(name) ?? 0)) / minutes,
    unit: 's/min',
    ...(name === 'agents' ? { note: `${programs} programs` } : {}),
  }))
  printFigures(
    `${checks} checks every ${intervalSeconds} s, ${agents} agents, ${minutes} minutes`,
    [
      ...latenessRows('places', places),
      ...latenessRows('agents', byAgents),
      { name: 'agents linked at the end', value: String(isLinked) },
      ...cpu,
      ...[...high.residentMb].map(([name, value]) => {
        const note = name === 'postgres' ? { note: 'shared pages counted each time' } : {}
        return { name: `resident at most, ${name}`, value, unit: 'MB', ...note }
      }),
      { name: 'load of the machine, median', value: quantile(high.load, 0.5) },
    ],
  )
  const all = [places, byAgents]
  return (
    isLinked === agents &&
    all.every((one) => quantile(one.latenessMs, 0.99) <= promiseMs) &&
    all.every((one) => one.skipped === 0)
  )
}

function latenessRows(name: string, { probes, latenessMs, skipped }: Lateness) {
  return [
    { name: `${name}, probes at the target`, value: String(probes) },
    { name: `${name}, slots`, value: String(latenessMs.length) },
    { name: `${name}, left out`, value: String(skipped) },
    { name: `${name}, lateness p50`, value: quantile(latenessMs, 0.5), unit: 'ms' },
    { name: `${name}, lateness p99`, value: quantile(latenessMs, 0.99), unit: 'ms' },
    { name: `${name}, lateness max`, value: Math.max(...latenessMs), unit: 'ms' },
  ]
}
