// The ping probe: echoes by the system's own `ping`, which may send them without root. What it says is
// read, never trusted: a host that is reached is one whose echoes came back.
import { execFile } from 'node:child_process'
import type { Echoes, PingTarget } from '../../workers/domain/echo.ts'
import type { Measurement, ProbeOrder } from '../../workers/domain/measurement.ts'
import type { ProbeContext } from '../../workers/probe/probe.ts'
import { echoesOf } from './echoes.ts'
import { reach } from './reach.ts'

const everySeconds = 0.2
const graceMs = 2_000

/** Asks a host for echoes. The time told is the mean of those that came back. */
export async function probePing(order: ProbeOrder, context: ProbeContext): Promise<Measurement> {
  const { host, count } = (order.target as { ping: PingTarget }).ping
  const startedAt = context.now()
  const reached = await reach(order, host, 0, context)
  if ('kind' in reached) return reached
  const { address, nameMs, phases } = reached
  const not = (reason: 'no_route' | 'probe_error', detail: string) =>
    ({ v: 1, kind: 'notMeasured', order: order.id, reason, detail }) as const
  const seen = { order: order.id, startedAt, budgetMs: order.budgetMs }
  const said = await ping(address, count, order.budgetMs - nameMs)
  const echoes = echoesOf(said.text, count)
  if (!echoes) {
    const line = said.fault.trim().split('\n').at(-1) ?? ''
    const isRoute = /unreachable/i.test(line)
    return not(isRoute ? 'no_route' : 'probe_error', `ping: ${line}`.slice(0, 200))
  }
  if (echoes.received === 0) {
    const facts = { reason: 'no_echo', phase: 'connect', accepted: false } as const
    const detail = `none of ${echoes.sent} echoes came back`
    const totalMs = context.now() - startedAt
    return { v: 1, kind: 'failed', ...seen, ...facts, phases, totalMs, detail }
  }
  const meanMs = Math.round(echoes.meanMs)
  const detail = `${echoes.received} of ${echoes.sent} echoes, ${words(echoes)}`
  const times = { totalMs: meanMs, phases: { ...phases, connect: meanMs } }
  return { v: 1, kind: 'answered', ...seen, ...times, echoes, detail }
}

function ping(address: string, count: number, budgetMs: number) {
  const seconds = Math.max(1, Math.floor(budgetMs / 1_000))
  const words = ['-n', '-q', '-c', `${count}`, '-i', `${everySeconds}`, '-w', `${seconds}`, address]
  const options = { timeout: budgetMs + graceMs, env: { PATH: process.env.PATH, LC_ALL: 'C' } }
  return new Promise<{ text: string; fault: string }>((resolve) => {
    execFile('ping', words, options, (fault, stdout, stderr) => {
      resolve({ text: stdout, fault: stderr || (fault ? fault.message : '') })
    })
  })
}

const words = ({ meanMs, jitterMs }: Echoes) => `${meanMs} ms, jitter ${jitterMs} ms`
