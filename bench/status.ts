// The public status page with everything behind it stopped: Postgres frozen, no shard asked. A
// thousand requests a second are sent for some seconds, from this machine and over the same cores.
import http from 'node:http'
import { openStage } from '../test/fakes/stage.ts'
import { printFigures } from './print.ts'
import { cpuByName, processTree } from './process.ts'

const perSecond = 1_000
const seconds = 10
const connections = 64
const components = 20

export async function benchStatus(): Promise<boolean> {
  const stage = await openStage()
  for (let index = 0; index < components; index += 1) {
    await stage.watch(`service ${index}`, { path: `/s${index}` }, { intervalSeconds: 60 })
  }
  const [page] = (await stage.api.get<{ data: { id: string; slug: string }[] }>('/api/pages')).data
  // What is changed is written at once, with its past.
  await fetch(`${stage.url}/api/pages/${page!.id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${stage.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Bench' }),
  })
  const url = `${stage.url}/status/${page!.slug}`
  await untilShown(url)
  const frozen = processTree(process.pid).filter((one) => /postgres/.test(one.name))
  for (const { pid } of frozen) process.kill(pid, 'SIGSTOP')
  try {
    const before = cpuOf()
    const answers = await storm(url)
    const cpuMs = ((cpuOf() - before) * 1_000) / answers.length
    const ms = answers.map((one) => one.ms).toSorted((a, b) => a - b)
    const good = answers.filter((one) => one.status === 200).length
    const took = Math.max(...answers.map((one) => one.at)) / 1_000
    const weight = (await bytesOf(url)) + (await assetBytes(stage.url))
    const rate = good / took
    printFigures('Status page with Postgres stopped', [
      { name: 'processes of Postgres frozen', value: frozen.length, unit: '' },
      { name: 'asked', value: answers.length, unit: '', note: `${perSecond}/s for ${seconds} s` },
      { name: 'answered 200', value: good, unit: '' },
      { name: 'rate', value: rate, unit: '/s', note: 'wanted: 1,000/s' },
      { name: 'CPU of workerd an answer', value: cpuMs, unit: 'ms' },
      { name: 'p50', value: ms[Math.floor(ms.length / 2)] ?? 0, unit: 'ms' },
      { name: 'p95', value: ms[Math.floor(ms.length * 0.95)] ?? 0, unit: 'ms' },
      { name: 'p99', value: ms[Math.floor(ms.length * 0.99)] ?? 0, unit: 'ms' },
      {
        name: `page with ${components} components`,
        value: weight / 1_000,
        unit: 'KB',
        note: 'compressed, with styles and script; promise: < 60',
      },
    ])
    return good === answers.length && rate >= perSecond * 0.95 && weight < 60_000
  } finally {
    for (const { pid } of frozen) process.kill(pid, 'SIGCONT')
    await stage.close()
  }
}

const cpuOf = () => cpuByName(process.pid).get('workerd') ?? 0

interface Answer {
  status: number
  ms: number
  /** When it was whole, ms since the storm began. */
  at: number
}

/** Sends at the wanted pace whatever comes back: what waits is counted as waiting. */
async function storm(url: string): Promise<Answer[]> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const begun = performance.now()
  const pending: Promise<Answer>[] = []
  const total = perSecond * seconds
  while (pending.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1_000) * perSecond))
    while (pending.length < due) pending.push(ask(url, agent, begun))
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const answers = await Promise.all(pending)
  agent.destroy()
  return answers
}

function ask(url: string, agent: http.Agent, begun: number): Promise<Answer> {
  const sent = performance.now()
  const headers = { 'accept-encoding': 'gzip', 'accept-language': 'en' }
  return new Promise((resolve) => {
    const done = (status: number) => {
      const now = performance.now()
      resolve({ status, ms: now - sent, at: now - begun })
    }
    http
      .get(url, { agent, headers, timeout: 10_000 }, (answer) => {
        answer.resume()
        answer.on('end', () => done(answer.statusCode ?? 0))
        answer.on('error', () => done(0))
      })
      .on('error', () => done(0))
  })
}

function bytesOf(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
        let bytes = 0
        answer.on('data', (part: Buffer) => {
          bytes += part.length
        })
        answer.on('end', () => resolve(bytes))
      })
      .on('error', reject)
  })
}

async function assetBytes(base: string): Promise<number> {
  const names = ['app.css', 'local-time.js', 'mark.svg']
  const sizes = await Promise.all(names.map((name) => bytesOf(`${base}/assets/${name}`)))
  return sizes.reduce((all, one) => all + one, 0)
}

async function untilShown(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const text = await (await fetch(url)).text()
    if (text.includes(`service ${components - 1}`) && text.includes('class="ninety"')) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('the page never showed all of its components')
}
