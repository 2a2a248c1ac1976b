// Figures for Prometheus: read by the rules of its text format, 0.0.4, and nothing beside them.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CheckView } from '../../workers/shard-door.ts'
import { audit, checkIn, incidentIn } from '../contract/store-world.ts'
import { acme, bolt, keys, openWorld, type World } from './world.ts'

let world: World
const now = Date.UTC(2026, 9, 20)
const name = 'say "hi"\\n\n{x="1"} π'

beforeAll(async () => {
  world = await openWorld()
  const { hub, place } = world
  const born = { createdAt: '2026-09-01T00:00:00.000Z' }
  await place.config.putCheck(acme, checkIn(acme, 'one', { ...born, name }), null, audit)
  await place.config.putCheck(acme, checkIn(acme, 'two', { ...born, paused: true }), null, audit)
  await place.config.putCheck(bolt, checkIn(bolt, 'one', { name: 'strange' }), null, audit)
  await place.archive.save([
    {
      kind: 'incident',
      incident: incidentIn(acme, 'a', {
        startedAt: now - 12 * 3_600_000,
        openedAt: now - 12 * 3_600_000,
        events: [],
      }),
    },
  ])
  const view = {
    check: `chk_${acme}_one`,
    health: 'down',
    latest: {
      weur: { at: 1, kind: 'pass', ms: 41 },
      oc: { at: 1, kind: 'fail', ms: 10_000 },
    },
    certificate: { facts: { validTo: new Date(now + 36 * 3_600_000).toISOString() } },
  } as unknown as CheckView
  const door = await hub.shard(acme)
  Object.assign(hub, {
    now: () => now,
    shard: async () => ({
      ...door,
      views: async (workspace: string) => (workspace === acme ? [view] : []),
      incidents: async (workspace: string) => (workspace === acme ? [incidentIn(acme, 'a')] : []),
    }),
  })
})
afterAll(() => world.stop())

interface Sample {
  name: string
  labels: Record<string, string>
  value: number
}

/** Every sample; throws on what the format does not have. */
function read(text: string): Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line is not ended')
  const samples: Sample[] = []
  const told = new Map<string, Set<string>>()
  let current = ''
  for (const line of text.slice(0, -1).split('\n')) {
    const meta = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line)
    if (meta) {
      const [, what, metric, rest] = meta as unknown as [string, string, string, string]
      const known = told.get(metric) ?? new Set()
      if (known.has(what)) throw new Error(`${what} of ${metric} twice`)
      if (samples.some((one) => one.name === metric)) throw new Error(`${what} after a sample`)
      if (what === 'TYPE' && !/^(gauge|counter|untyped)$/.test(rest)) throw new Error(line)
      if (/\\[^\\n]|\\$/.test(rest.replaceAll('\\\\', ''))) throw new Error(`escape in ${line}`)
      told.set(metric, known.add(what))
      current = metric
      continue
    }
    const sample = sampleOf(line)
    if (sample.name !== current) throw new Error(`${sample.name} stands apart from its type`)
    const key = (one: Sample) => one.name + JSON.stringify(Object.entries(one.labels).toSorted())
    if (samples.some((one) => key(one) === key(sample))) throw new Error(`twice: ${line}`)
    samples.push(sample)
  }
  return samples
}

function sampleOf(line: string): Sample {
  const found = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/.exec(line)
  if (!found) throw new Error(`no sample: ${line}`)
  const [, metric = '', inside = '', number = ''] = found
  if (!/^(?:[+-]?(?:\d+(?:\.\d*)?(?:e[+-]?\d+)?|Inf)|NaN)$/.test(number)) throw new Error(line)
  const labels: Record<string, string> = {}
  let rest = inside
  while (rest !== '') {
    const pair = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\n"])*)"(?:,|$)/.exec(rest)
    if (!pair) throw new Error(`labels of ${line}`)
    const [whole, label = '', value = ''] = pair
    if (label in labels) throw new Error(`${label} twice in ${line}`)
    labels[label] = value.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one))
    rest = rest.slice(whole.length)
  }
  return { name: metric, labels, value: Number(number) }
}

it('are what the shard knows and the record counts, in the exact format', async () => {
  const { status, text, headers } = await world.ask('GET', '/metrics')
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const samples = read(text)
  const of = (metric: string, labels: Record<string, string> = {}) =>
    samples
      .filter((one) => one.name === metric)
      .filter((one) => Object.entries(labels).every(([key, value]) => one.labels[key] === value))
  const one = { check: `chk_${acme}_one` }
  const two = { check: `chk_${acme}_two` }
  expect(of('esonar_check_info')).toHaveLength(2)
  expect(of('esonar_check_info', one)[0]!.labels).toMatchObject({
    name,
    type: 'http',
    tags: 'shop',
  })
  expect(of('esonar_check_health', { ...one, health: 'down' })[0]!.value).toBe(1)
  expect(of('esonar_check_health', one).reduce((sum, { value }) => sum + value, 0)).toBe(1)
  expect(of('esonar_check_health', { ...two, health: 'unknown' })[0]!.value).toBe(1)
  expect(of('esonar_check_paused', two)[0]!.value).toBe(1)
  expect(of('esonar_check_latency_seconds')).toEqual([
    {
      name: 'esonar_check_latency_seconds',
      labels: { ...one, name, location: 'weur' },
      value: 0.041,
    },
  ])
  expect(of('esonar_check_uptime_ratio', { ...one, window: '1d' })[0]!.value).toBe(0.5)
  expect(of('esonar_check_uptime_ratio', { ...two, window: '30d' })[0]!.value).toBe(1)
  expect(of('esonar_certificate_expiry_days')[0]!.value).toBe(1.5)
  expect(of('esonar_incidents_open', { kind: 'down' })[0]!.value).toBe(1)
  expect(of('esonar_incidents_open', { kind: 'slow' })[0]!.value).toBe(0)
})

it('are of one workspace, by its key, and of nobody without one', async () => {
  const { text } = await world.ask('GET', '/metrics', { key: keys.bolt })
  expect(text).toContain('strange')
  expect(text).not.toContain(acme)
  expect((await world.ask('GET', '/metrics', { key: null })).status).toBe(401)
  expect((await world.ask('GET', '/metrics', { key: keys.viewer })).status).toBe(200)
})
