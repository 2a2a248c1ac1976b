// One agent alone, joined to a real master, with the looks that are usual: what it holds in memory,
// what it takes of a processor, how large it is. MINUTES makes it shorter.
import { readFileSync, statSync } from 'node:fs'
import { loadavg } from 'node:os'
import { gzipSync } from 'node:zlib'
import { agentBundle, bundleAgent } from '../agent/build.ts'
import { makeClient, until } from '../test/fakes/client.ts'
import { agent, endAgents } from '../test/server/agent-program.ts'
import { endAll, freshFolder, start } from '../test/server/program.ts'
import { printFigures, quantile } from './print.ts'
import { processRow } from './process.ts'

const minutes = Number(process.env.MINUTES ?? 10)
const warmSeconds = 60
const apiKey = `esn_${'c'.repeat(32)}`
const promises = { residentMb: 120, cpuSecondsPerMinute: 1.5 }

/** Prints memory, CPU and size. True when it holds at most 120 MB and takes at most 1.5 s a minute. */
export async function benchAgent(): Promise<boolean> {
  await bundleAgent()
  const master = await start({
    ESONAR_API_KEY: apiKey,
    ESONAR_OWNER_EMAIL: 'owner@example.com',
    ESONAR_OWNER_PASSWORD: 'correct horse battery',
  })
  try {
    const api = makeClient(master.url, apiKey)
    const home = freshFolder()
    const { token } = await api.post<{ token: string }>('/api/agents/tokens', {})
    await agent(home, 'join', master.url, token, '--name', 'alone').code
    const pid = agent(home, 'run').child.pid ?? 0
    await until('the agent to be linked', 30_000, async () => {
      const { data } = await api.get<{ data: { link: string }[] }>('/api/agents')
      return data[0]?.link === 'socket'
    })
    await seconds(warmSeconds)
    return await show(pid)
  } finally {
    endAgents()
    await endAll()
  }
}

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1_000))

async function show(pid: number): Promise<boolean> {
  const rowOf = () => {
    const row = processRow(pid)
    if (!row) throw new Error('the agent ended')
    return row
  }
  const before = rowOf()
  const resident: number[] = []
  for (let second = 0; second < minutes * 60; second += 5) {
    resident.push(rowOf().residentBytes / 1e6)
    await seconds(5)
  }
  const after = rowOf()
  const own = (after.cpuSeconds - before.cpuSeconds) / minutes
  const programs = (after.childCpuSeconds - before.childCpuSeconds) / minutes
  const most = Math.max(...resident)
  printFigures(`One agent alone for ${minutes} minutes`, [
    { name: 'resident, median', value: quantile(resident, 0.5), unit: 'MB' },
    { name: 'resident, most', value: most, unit: 'MB', note: `promise: ≤ ${promises.residentMb}` },
    { name: 'CPU, itself', value: own, unit: 's/min' },
    { name: 'CPU, programs it ran', value: programs, unit: 's/min' },
    { name: 'bundle', value: statSync(agentBundle).size / 1e6, unit: 'MB' },
    { name: 'bundle, gzip', value: gzipSync(readFileSync(agentBundle)).length / 1e6, unit: 'MB' },
    { name: 'load of the machine', value: loadavg()[0] ?? 0 },
  ])
  return most <= promises.residentMb && own + programs <= promises.cpuSecondsPerMinute
}
