// What agents found, over the API: worst first, page by page, of one's own workspace alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hourMs } from '../../workers/domain/host/history.ts'
import type { HostView } from '../../workers/shard-door.ts'
import { acme, keys, openWorld, type World } from './world.ts'

const agent = `agt_${acme}_db1`
const other = `agt_${acme}_db2`
const weekMs = 7 * 24 * hourMs
let world: World
let joined: string

beforeAll(async () => {
  world = await openWorld()
  const { token } = (await world.ask('POST', '/api/agents/tokens')).json
  const facts = { name: 'db', network: 'isp', program: '0.1.0', capabilities: [] }
  joined = (await world.ask('POST', '/agent/join', { key: null, body: { token, ...facts } })).json
    .id
  const at = world.hub.now()
  const found = (key: string, level: 'ok' | 'warning' | 'critical' | 'unknown') => {
    return { key, level, since: at - 60_000, text: `${key} is ${level}` }
  }
  const view: HostView = {
    agent,
    heardAt: at,
    saidGoodbye: false,
    silentSince: null,
    foundAt: at,
    findings: [
      found('memory', 'ok'),
      found('filesystem:/ä b?', 'critical'),
      found('smart:sda', 'unknown'),
    ],
    lost: 0,
    incidents: { 'filesystem:/ä b?': `inc_${acme}_1` },
  }
  const second = { ...view, agent: other, findings: [found('load', 'warning')], incidents: {} }
  const hour = Math.floor(at / hourMs) * hourMs
  const quiet = { ...view, agent: joined, findings: [], incidents: {} }
  Object.assign(world.door, {
    hosts: async (workspace: string) => (workspace === acme ? [view, second, quiet] : []),
    hostMetrics: async (workspace: string, of: string) =>
      workspace === acme && of === joined
        ? [
            {
              v: 1,
              agent: joined,
              hour: hour - hourMs,
              offsets: [0, 300],
              columns: { 'memory.usedPercent': [40, null], 'load.oneMinute': [1, 2] },
            },
            {
              v: 1,
              agent: joined,
              hour: hour - hourMs - weekMs,
              offsets: [0],
              columns: { 'memory.usedPercent': [20] },
            },
          ]
        : [],
  })
})
afterAll(() => world?.stop())

const keysOf = (json: { data: { key: string }[] }) => json.data.map((one) => one.key)

describe('findings', () => {
  it('are told worst first, with the incident they have open', async () => {
    const { status, json } = await world.ask('GET', '/api/findings')
    expect(status).toBe(200)
    expect(keysOf(json)).toEqual(['filesystem:/ä b?', 'load', 'smart:sda', 'memory'])
    expect(json.data[0]).toMatchObject({
      agent,
      level: 'critical',
      incident: `inc_${acme}_1`,
      since: expect.stringMatching(/Z$/),
    })
  })

  it('are narrowed by agent and level, and come page by page', async () => {
    const of = async (query: string) =>
      keysOf((await world.ask('GET', `/api/findings?${query}`)).json)
    expect(await of(`agent=${other}`)).toEqual(['load'])
    expect(await of('level=ok')).toEqual(['memory'])
    const first = await world.ask('GET', '/api/findings?limit=3')
    expect(keysOf(first.json)).toHaveLength(3)
    expect(await of(`limit=3&cursor=${first.json.next}`)).toEqual(['memory'])
    const wrong = await world.ask('GET', '/api/findings?level=bad')
    expect(wrong).toMatchObject({ status: 422, json: { field: 'level' } })
  })

  it('are found one by one, whatever stands in their key', async () => {
    const { json } = await world.ask('GET', '/api/findings')
    for (const one of json.data) {
      expect((await world.ask('GET', `/api/findings/${one.id}`)).json).toEqual(one)
    }
    const { id } = json.data[0]
    expect((await world.ask('GET', `/api/findings/${id}`, { key: keys.bolt })).status).toBe(404)
    expect((await world.ask('GET', '/api/findings/x')).status).toBe(404)
    expect(keysOf((await world.ask('GET', '/api/findings', { key: keys.bolt })).json)).toEqual([])
  })
})

describe('figures of a host', () => {
  it('are told over time, by name, to their own workspace', async () => {
    const path = `/api/agents/${joined}/figures`
    const { status, json } = await world.ask('GET', `${path}?hours=3`)
    expect(status).toBe(200)
    expect(json.data.map((one: { name: string }) => one.name)).toEqual([
      'load.oneMinute',
      'memory.usedPercent',
    ])
    expect(json.data[1].points.map((one: { value: number | null }) => one.value)).toEqual([
      40,
      null,
    ])
    expect((await world.ask('GET', `${path}?name=memory.&hours=3`)).json.data).toHaveLength(1)
    expect(await world.ask('GET', `${path}?hours=0`)).toMatchObject({
      status: 422,
      json: { field: 'hours' },
    })
    expect((await world.ask('GET', path, { key: keys.bolt })).status).toBe(404)
  })
})

describe('the charts of a host', () => {
  const html = { headers: { accept: 'text/html' } }

  it('are drawn on its page, and told to what draws them to look closer', async () => {
    const { status, text } = await world.ask('GET', `/agents/${joined}?range=6h`, html)
    expect(status).toBe(200)
    expect(text).toContain(`data-figures="/agents/${joined}/figures?range=6h"`)
    const { json } = await world.ask('GET', `/agents/${joined}/figures?range=6h`)
    expect(json.charts.map((one: { title: string }) => one.title)).toEqual(['Memory', 'Load'])
    expect(json.charts[1].lines[0].points.map(([, value]: number[]) => value)).toEqual([1, 2])
    expect(json.charts[0].lines[0].before).toEqual([])
  })

  it('have the same weekday of the week before beside them, moved into the time shown', async () => {
    const { json } = await world.ask('GET', `/agents/${joined}/figures?range=6h&beside=before`)
    const [line] = json.charts[0].lines
    expect(json.beforeMs).toBe(weekMs)
    expect(line.before).toEqual([[line.points[0][0], 20]])
    const long = await world.ask('GET', `/agents/${joined}/figures?range=90d&beside=before`)
    expect(long.json.beforeMs).toBeNull()
  })

  it('take days, and say what is wrong with them', async () => {
    const day = new Date(world.hub.now()).toISOString().slice(0, 10)
    const asked = await world.ask('GET', `/agents/${joined}?from=${day}&to=2020-01-01`, html)
    expect(asked.text).toContain('The first day must not be after the last.')
    expect(asked.text).toContain(`value="${day}"`)
  })

  it('are nobody else’s', async () => {
    const path = `/agents/${joined}/figures`
    expect((await world.ask('GET', path, { key: keys.bolt })).status).toBe(404)
  })
})
