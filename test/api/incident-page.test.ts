// The page of an incident: what was written afterwards, by whom, and what was like it before.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliveryIn, incidentIn } from '../contract/store-world.ts'
import { follow, openedAt } from '../fakes/telling.ts'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
const dayMs = 86_400_000
const id = `inc_${acme}_now`

beforeAll(async () => {
  world = await openWorld()
  const over = (rest: string, daysAgo: number, seconds: number, status: number) => {
    const at = openedAt - daysAgo * dayMs
    const opened = incidentIn(acme, rest, { startedAt: at, openedAt: at })
    opened.verdict = { ...opened.verdict, reason: 'status', status }
    return follow(opened, 'resolved', seconds, {
      resolvedAt: at + seconds * 1_000,
      resolvedHow: 'recovered',
      downtimeSeconds: seconds,
    }).incident
  }
  const now = incidentIn(acme, 'now')
  now.verdict = { ...now.verdict, reason: 'status', status: 503 }
  const incidents = [now, over('a', 9, 120, 503), over('b', 5, 300, 503), over('c', 3, 60, 500)]
  await world.place.archive.save(incidents.map((incident) => ({ kind: 'incident', incident })))
})
afterAll(() => world.stop())

const formed = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }
const path = `/incidents/${id}`
const write = (text: string, version: number, key = keys.acme) =>
  world.ask('POST', `${path}/postmortem`, {
    key,
    raw: new URLSearchParams({ text, version: String(version) }).toString(),
    headers: formed,
  })
const seen = async () => (await world.ask('GET', path, { headers: { accept: 'text/html' } })).text

describe('the page of an incident', () => {
  it('tells what was like it before, and how long that took', async () => {
    const text = await seen()
    const part = text.slice(text.indexOf('Similar before'), text.indexOf('id="postmortem"'))
    expect(part).toContain('2 times')
    expect(part).toContain('the middle one took 2 min')
    expect(part).toContain(`/incidents/inc_${acme}_a"`)
    expect(part).toContain(`/incidents/inc_${acme}_b"`)
    expect(part).not.toContain(`/incidents/inc_${acme}_c"`)
  })

  it('keeps a postmortem, its changes, and who made them', async () => {
    expect((await write('The <b>disk</b> was full.\r\nWe added one.', 0)).status).toBe(303)
    expect(await seen()).toContain('The &lt;b&gt;disk&lt;/b&gt; was full.\nWe added one.')
    expect((await write('The disk was full, and nobody looked.', 1)).status).toBe(303)
    expect(await seen()).toContain('and nobody looked.')
    const lines = await world.place.query(
      `select verb, before->>'text' as before, after->>'text' as after from audit
        where noun = 'postmortem' order by at`,
    )
    expect(lines).toMatchObject([
      { verb: 'create', before: null },
      { verb: 'update', after: 'The disk was full, and nobody looked.' },
    ])
  })

  it('overwrites nobody, and loses nothing that was typed', async () => {
    const late = await write('mine', 1)
    expect(late.status).toBe(409)
    expect(late.text).toContain('changed it meanwhile')
    expect(late.text).toContain('mine</textarea>')
    expect(late.text).toContain('and nobody looked.')
    const long = await write('x'.repeat(20_001), 2)
    expect(long.status).toBe(422)
    expect(long.text).toContain('at most 20000 characters')
  })

  it('is read and written by the API alike', async () => {
    const api = `/api/incidents/${id}/postmortem`
    const read = (await world.ask('GET', api)).json
    expect(read).toMatchObject({ version: 2, text: 'The disk was full, and nobody looked.' })
    const body = { text: 'by the API: and nobody looked.', version: 2 }
    expect((await world.ask('PUT', api, { body })).json).toMatchObject({ version: 3 })
    expect((await world.ask('PUT', api, { body })).status).toBe(409)
    expect((await world.ask('PUT', api, { body: { text: 5 } })).json.field).toBe('text')
    expect((await world.ask('GET', api, { key: keys.bolt })).status).toBe(404)
  })

  it('lets nobody write who may not, or is of another workspace', async () => {
    expect((await write('no', 2, keys.viewer)).status).toBe(403)
    expect((await write('no', 2, keys.bolt)).status).toBe(404)
    expect(await seen()).toContain('and nobody looked.')
  })
})

describe('the page of an incident with a host', () => {
  const agents: Record<string, string> = {}
  beforeAll(async () => {
    for (const name of ['db1', 'db2']) {
      const { token } = (await world.ask('POST', '/api/agents/tokens', { body: {} })).json
      const body = { token, name, network: 'isp', program: '0.1.0', capabilities: [] }
      agents[name] = (await world.ask('POST', '/agent/join', { body })).json.id
    }
  })
  const startedAt = Date.UTC(2026, 10, 20, 3)
  const begun = { startedAt, openedAt: startedAt + 15_000 }
  const html = { headers: { accept: 'text/html' } }
  const cause = (rest: string, key: string) => {
    const [level, text] = ['critical' as const, `${key} is full`]
    return {
      agent: agents[rest] ?? `agt_${acme}_${rest}`,
      name: rest,
      key,
      level,
      text,
      since: startedAt,
    }
  }

  it('leads to the figures of each host, from before it to after it, once', async () => {
    const end = { resolvedHow: 'recovered' as const, downtimeSeconds: 7_200 }
    const resolvedAt = startedAt + 7_200_000
    const over = incidentIn(acme, 'both', { ...begun, ...end, resolvedAt })
    over.verdict = {
      ...over.verdict,
      causes: [cause('db1', '/'), cause('db1', '/var'), cause('db2', '/'), cause('gone', '/')],
    }
    await world.place.archive.save([{ kind: 'incident', incident: over }])
    const { text } = await world.ask('GET', `/incidents/${over.id}`, html)
    const ways = [...text.matchAll(/href="(\/agents\/[^"]+)">([^<]+)/g)].map((one) => one.slice(1))
    const query = 'from=2026-11-19&amp;to=2026-11-20#figures'
    expect(ways).toEqual([
      [`/agents/${agents.db1}?${query}`, 'figures of db1'],
      [`/agents/${agents.db2}?${query}`, 'figures of db2'],
    ])
    // Of one that was removed there is no page to be led to.
    expect(text).toContain('found on gone')
    const stranger = { key: keys.bolt, ...html }
    expect((await world.ask('GET', `/incidents/${over.id}`, stranger)).status).toBe(404)
    for (const [way] of ways) {
      const led = await world.ask('GET', way!.replace('&amp;', '&'), stranger)
      expect(led).toMatchObject({ status: 404, text: expect.not.stringContaining('db1') })
    }
  })

  it('says that nobody was told, and why: there is no channel, or none that took it', async () => {
    const quiet = incidentIn(acme, 'quiet', {
      ...begun,
      kind: 'host',
      check: null,
      location: agents.db2!,
    })
    await world.place.archive.save([{ kind: 'incident', incident: quiet }])
    const read = async () => (await world.ask('GET', `/incidents/${quiet.id}`, html)).text
    expect(await read()).toMatch(/there is no channel\. <a href="\/channels">Add one/)
    const body = { type: 'webhook', name: 'ops', url: 'https://ops.example/hook' }
    expect((await world.ask('POST', '/api/channels', { body })).status).toBe(201)
    expect(await read()).toContain('no channel takes this level, or it was silenced')
  })

  it('leads nowhere where no figures are kept any more', async () => {
    const end = { resolvedHow: 'recovered' as const, downtimeSeconds: 60 }
    const of = async (rest: string, daysAgo: number) => {
      const startedAt = world.hub.now() - daysAgo * dayMs
      const resolvedAt = startedAt + 60_000
      const old = incidentIn(acme, rest, { startedAt, openedAt: startedAt, ...end, resolvedAt })
      old.verdict = { ...old.verdict, causes: [cause('db1', '/')] }
      await world.place.archive.save([{ kind: 'incident', incident: old }])
      return (await world.ask('GET', `/incidents/${old.id}`, html)).text
    }
    expect(await of('kept', 89)).toContain('figures of db1')
    const gone = await of('gone', 92)
    expect(gone).toContain('Probable cause, found on db1')
    expect(gone).not.toContain('figures of db1')
  })

  it('says for how long, that nobody has it yet, and every time as a time', async () => {
    const open = incidentIn(acme, 'host', {
      ...begun,
      kind: 'host',
      check: null,
      location: agents.db1!,
    })
    const finding = { key: '/var', text: '/var is 97 % full', since: startedAt }
    open.verdict = {
      ...open.verdict,
      asked: [],
      fail: [],
      host: { agent: agents.db1!, name: 'db1', finding },
    }
    const dueAt = startedAt + 600_000
    const next = deliveryIn(acme, 'next', {
      incident: open.id,
      createdAt: startedAt,
      dueAt,
      step: 1,
    })
    await world.place.archive.save([
      { kind: 'incident', incident: open },
      { kind: 'delivery', delivery: next },
    ])
    const { text } = await world.ask('GET', `/incidents/${open.id}`, html)
    const said = text.replace(/<[^>]+>/g, '')
    expect(said).toMatch(/open for \d+ d/)
    expect(said).toContain('Nobody has acknowledged it.')
    expect(said).toContain('due 2026-11-20 03:10:00 UTC')
    const sentences = [...text.matchAll(/<p>(.*?)<\/p>/g)].join(' ')
    expect(sentences.match(/<time/g)!.length).toBeGreaterThan(2)
    expect(sentences.replace(/<time.*?<\/time>/g, '')).not.toMatch(/\d UTC/)
    expect(said).toContain('Found by the agent on db1, since 2026-11-20 03:00:00 UTC.')
    const list = (await world.ask('GET', '/incidents?open=true', html)).text
    const row = list.split('<tr>').find((one) => one.includes(open.id))!
    expect(row.replace(/<[^>]+>/g, ' ')).toMatch(/full\s+not acknowledged\s+■\s+critical/)
  })
})

describe('the calendar of maintenance', () => {
  it('shows a month with what lies in it', async () => {
    const body = { startsAt: '2027-02-27T22:00:00Z', endsAt: '2027-03-01T02:00:00Z' }
    const made = await world.ask('POST', '/api/maintenance', { body: { ...body, tags: ['db'] } })
    expect(made.status).toBe(201)
    const month = async (text: string) =>
      (await world.ask('GET', `/maintenance?month=${text}`, { headers: { accept: 'text/html' } }))
        .text
    const february = await month('2027-02')
    expect(february.match(/class="day busy"/g)).toHaveLength(2)
    expect(february).toContain('February 2027')
    expect(february).toContain('?month=2027-03')
    expect((await month('2027-03')).match(/class="day busy"/g)).toHaveLength(1)
    expect((await month('2027-04')).match(/class="day busy/g)).toBeNull()
    expect(await month('nonsense')).toContain('aria-labelledby="month"')
  })
})
