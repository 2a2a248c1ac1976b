// An agent that has joined and reported on its host for some hours, by polling as behind a strict proxy.
import type { Stage } from './stage.ts'

const everyMs = 300_000
const spool = 'figures'

interface Joined {
  id: string
  key: string
}

export interface Reporting {
  /** The agent's. */
  id: string
  /** One more report, of now. */
  report(more: Record<string, number>): Promise<void>
}

async function ask<T>(stage: Stage, path: string, body: unknown, key?: string): Promise<T> {
  const answer = await fetch(`${stage.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key ? { authorization: `Bearer ${key}` } : {}),
    },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** A host whose `/var` fills up, and that was away for an hour. Its last figures are five minutes old. */
export async function joinReporting(stage: Stage, hours: number): Promise<Reporting> {
  const { token } = await stage.api.post<{ token: string }>('/api/agents/tokens', {})
  const facts = { name: 'office', network: 'isp', program: '0.1.0', capabilities: [] }
  const { id, key } = await ask<Joined>(stage, '/agent/join', { token, ...facts })
  const now = Date.now() - everyMs
  const count = (hours * 3_600_000) / everyMs
  const steps = Array.from({ length: count }, (_, index) => count - 1 - index)
  const frameOf = (seq: number, at: number, report: ReturnType<typeof said>) => {
    return { kind: 'report', report: { v: 1, seq, spool, at, lost: 0, ...report } }
  }
  const frames = steps
    .filter((step) => step < 24 || step >= 36)
    .map((step, index) => frameOf(index + 1, now - step * everyMs, said(step, count, now)))
  const hello = { kind: 'hello', v: 1, program: '0.1.0', capabilities: [] }
  const send = (own: typeof frames) =>
    ask(stage, '/agent/poll', { frames: [hello, ...own, { kind: 'goodbye' }] }, key)
  const found = { ...said(0, count, now + everyMs), metrics: [] }
  await send([...frames, frameOf(frames.length + 1, now + everyMs, found)])
  const report = async (more: Record<string, number>) => {
    const { findings, metrics } = said(0, count, now)
    const known = metrics.filter(({ name }) => !(name in more))
    const fresh = Object.entries(more).map(([name, value]) => ({ name, value }))
    const last = { findings, metrics: [...known, ...fresh] }
    await send([frameOf(frames.length + 2, Date.now(), last)])
  }
  return { id, report }
}

/** What the host says `step` reports before the last one. */
function said(step: number, count: number, now: number) {
  const wave = Math.sin(step / 9)
  const full = 60 + (36 * (count - step)) / count
  return {
    findings: [
      {
        key: 'filesystem:/var',
        level: full > 95 ? 'critical' : 'ok',
        since: now - step * everyMs,
        text: `/var is ${full.toFixed(0)} % full`,
      },
      { key: 'memory', level: 'ok', since: now - 3_600_000, text: 'memory is 48 % used' },
    ],
    metrics: [
      { name: 'memory.usedPercent', value: 48 + 6 * wave },
      { name: 'swap.usedPercent', value: 3 },
      { name: 'memory.usedBytes', value: 7.9e9 + 1e9 * wave },
      { name: 'cpu.busyPercent', value: 22 + 15 * Math.abs(Math.sin(step / 4)) },
      { name: 'load.oneMinute', value: 1.2 + wave },
      { name: 'load.fiveMinutes', value: 1.1 + wave / 2 },
      { name: 'filesystem./.usedPercent', value: 41 },
      { name: 'filesystem./var.usedPercent', value: full },
      { name: 'filesystem./srv/backups.usedPercent', value: 73 + wave },
      { name: 'replication.orders.lagSeconds', value: step % 40 === 0 ? 12 : 0.2 },
      { name: 'network.eth0.inBytesPerSecond', value: 2.4e6 + 1e6 * wave },
      { name: 'network.eth0.outBytesPerSecond', value: 8e5 },
      { name: 'disk.sda.busyPercent', value: 12 + 8 * wave },
    ],
  }
}
