// Reports over a real database, and the mail of the week: one a week to whom it is wanted by,
// whatever dies on the way.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MailCarrier } from '../../workers/channel/carrier.ts'
import { mailReports, setReportMail } from '../../workers/flow/report-mail.ts'
import type { Actor } from '../../workers/hub-ports.ts'
import type { SendOutcome } from '../../workers/ports.ts'
import { audit, checkIn, incidentIn, packedIn, suspicionIn } from '../contract/store-world.ts'
import { acme, bolt, keys, openWorld, type World } from './world.ts'

let world: World
let page: string
const day = (number: number, hour = 0) => Date.UTC(2026, 9, number, hour)
const born = { createdAt: '2026-09-01T00:00:00.000Z' }
const ended = (at: number) => ({ resolvedAt: at, resolvedHow: 'recovered' as const })
const avoided = { outcome: 'avoided' as const, why: 'blip' as const }

beforeAll(async () => {
  world = await openWorld()
  const { config, archive, upkeep } = world.place
  const checks = [
    checkIn(acme, 'one', { ...born, name: '=1+1', tags: ['shop'] }),
    checkIn(acme, 'two', { ...born, name: 'Two', tags: ['shop'] }),
    checkIn(acme, 'late', { name: 'Late', createdAt: '2026-10-16T00:00:00.000Z', tags: [] }),
    checkIn(acme, 'next', { name: 'Next', createdAt: '2026-11-02T00:00:00.000Z' }),
    checkIn(bolt, 'one', { ...born, name: 'Strange' }),
  ]
  for (const check of checks) await config.putCheck(check.workspace, check, null, audit)
  await upkeep.partitions(day(20))
  const down = { kind: 'down' as const, events: [] }
  await archive.save([
    {
      kind: 'incident',
      incident: incidentIn(acme, 'a', {
        ...down,
        ...ended(day(11)),
        startedAt: day(10),
        openedAt: day(10) + 15_000,
        downtimeSeconds: 86_400,
      }),
    },
    {
      kind: 'incident',
      incident: incidentIn(acme, 'b', {
        ...down,
        ...ended(day(12)),
        check: `chk_${acme}_two`,
        kind: 'slow',
        level: 'warning',
        startedAt: day(11, 12),
        openedAt: day(11, 13),
        downtimeSeconds: null,
      }),
    },
    {
      kind: 'suspicion',
      suspicion: suspicionIn(acme, 's', { ...avoided, startedAt: day(3), endedAt: day(3) + 9_000 }),
    },
    {
      kind: 'suspicion',
      suspicion: suspicionIn(acme, 't', {
        ...avoided,
        startedAt: day(32),
        endedAt: day(32) + 9_000,
      }),
    },
    {
      kind: 'packed',
      packed: packedIn(acme, 4, { hour: day(5, 1), latencies: [50, 50, 50, 900] }),
    },
    { kind: 'packed', packed: packedIn(bolt, 4, { hour: day(5, 1) }) },
  ])
  await upkeep.rollup(day(25))
  const groups = [{ name: null, components: [{ name: 'Shop', check: `chk_${acme}_one` }] }]
  const body = { slug: 'public', title: 'Public', groups }
  page = (await world.ask('POST', '/api/pages', { body })).json.id
  world.hub.now = () => day(40)
})
afterAll(() => world.stop())

describe('the report of a month', () => {
  it('is the same of days that are stored as the version before did', async () => {
    const read = async () => (await world.ask('GET', '/api/reports?month=2026-10')).json
    const now = await read()
    expect(JSON.stringify(now)).toMatch(/"p95Ms":\d/)
    await world.place.query(`update rollups_day r set buckets = null, histogram = array(
      select coalesce(c.count, 0) from generate_series(0, 120) g
      left join histogram_counts(null, r.buckets) c on c.bucket = g order by g)`)
    expect(await read()).toEqual(now)
    await world.place.query(
      'update rollups_day set latency_max_ms = 1, histogram = array_fill(0, array[121])',
    )
    expect(JSON.stringify(await read())).not.toMatch(/"p95Ms":\d/)
    await world.place.query('update rollups_hour set rolled = false')
    await world.hub.upkeep.rollup(day(25))
    expect(await read()).toEqual(now)
  })

  it('counts each check, worst first, tags, and all of them', async () => {
    const { status, json } = await world.ask('GET', '/api/reports?month=2026-10')
    expect(status).toBe(200)
    expect(json).toMatchObject({
      month: '2026-10',
      from: '2026-10-01T00:00:00.000Z',
      to: '2026-11-01T00:00:00.000Z',
    })
    const names = json.checks.map((one: { check: { name: string } }) => one.check.name)
    expect(names).toEqual(['=1+1', 'Two', 'Late'])
    const [one, two, late] = json.checks
    expect(one).toMatchObject({
      uptime: { share: 30 / 31, downSeconds: 86_400, totalSeconds: 31 * 86_400 },
      incidents: 1,
      byKind: { down: 1 },
      avoided: 1,
    })
    expect(one.p50Ms).toBeGreaterThan(45)
    expect(one.p50Ms).toBeLessThan(55)
    expect(one.p95Ms).toBeGreaterThan(850)
    expect(two).toMatchObject({
      uptime: { share: 1, slowSeconds: 43_200 },
      byKind: { slow: 1 },
      p50Ms: null,
    })
    expect(late.uptime.totalSeconds).toBe(16 * 86_400)
    expect(json.total).toMatchObject({ checks: 3, incidents: 2, avoided: 1 })
    expect(json.total.uptime.share).toBeCloseTo(1 - 1 / 78)
    expect(json.tags).toMatchObject([{ tag: 'shop', checks: 2, incidents: 2 }])
    // The other one shows every check.
    expect(json.pages).toMatchObject([
      { page: { title: 'Public' }, checks: 1, incidents: 1 },
      { page: { title: 'Acme' }, checks: 3, incidents: 2 },
    ])
  })

  it('is the same as a table that no spreadsheet takes for a formula', async () => {
    const { text, headers } = await world.ask('GET', '/api/reports/csv?month=2026-10')
    expect(headers.get('content-disposition')).toContain('report-2026-10.csv')
    const rows = text.trimEnd().split('\r\n')
    expect(rows[0]).toMatch(/^of,id,name,uptimeShare,downMinutes,/)
    expect(rows[1]).toContain(
      `check,chk_${acme}_one,'=1+1,0.967741935483871,1440,0,0,0,0,44640,1,1,`,
    )
    expect(rows.slice(-4).map((row) => row.split(',').slice(0, 3))).toEqual([
      ['tag', '', 'shop'],
      ['page', page, 'Public'],
      ['page', `pag_${acme}_status`, 'Acme'],
      ['total', '', ''],
    ])
  })

  it('of the running month ends now', async () => {
    const { json } = await world.ask('GET', '/api/reports')
    expect(json).toMatchObject({ month: '2026-11', to: new Date(day(40)).toISOString() })
    expect(json.checks).toHaveLength(4)
    expect(json.total.avoided).toBe(1)
  })

  it('is of one workspace', async () => {
    const { text } = await world.ask('GET', '/api/reports?month=2026-10', { key: keys.bolt })
    expect(text).toContain('Strange')
    expect(text).not.toContain(acme)
  })

  it.each(['2026-13', 'october', '2027-01'])('refuses %s', async (month) => {
    const { status, json } = await world.ask('GET', `/api/reports?month=${month}`)
    expect([status, json.field]).toEqual([422, 'month'])
  })

  it('is a page, with its month beside it, and what a check is called', async () => {
    const { status, text } = await world.ask('GET', '/reports?month=2026-10')
    expect(status).toBe(200)
    const counted = `/incidents?month=2026-10&amp;check=chk_${acme}_one`
    expect(text).toContain(counted)
    const listed = await world.ask('GET', counted.replace('&amp;', '&'))
    expect(listed.text).toContain(`/incidents/inc_${acme}_a`)
    expect(listed.text).not.toContain(`/incidents/inc_${acme}_b`)
    expect(listed.text).toContain('=1+1, 2026-10 only')
    for (const part of ['96.774 %', '/reports?month=2026-09', '/reports?month=2026-11', '=1+1']) {
      expect(text).toContain(part)
    }
  })
})

describe('the mail of the week', () => {
  const carrier: MailCarrier = {
    kind: 'door',
    secret: 's',
    from: 'me@e.example',
    url: 'http://door',
  }
  const ana: Actor = {
    kind: 'person',
    id: 'u1',
    name: 'Ana',
    workspace: acme,
    role: 'viewer',
    scopes: null,
  }
  const mails: { id: string; to: string; subject: string; text: string }[] = []
  let answer: (() => SendOutcome) | 'die' = () => took(200)
  const took = (status: number): SendOutcome => ({
    kind: 'answered',
    status,
    body: '',
    retryAfterSeconds: null,
    ms: 1,
  })
  /** Monday, 12 October. */
  const monday = day(12)
  const at = (ms: number) => {
    world.hub.now = () => ms
  }

  it('is refused to a key, and where no mail can be sent', async () => {
    const key = await world.ask('PUT', '/api/reports/mail')
    expect(key.status).toBe(403)
    await expect(setReportMail(world.hub, ana, true)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('goes out once a week, after the week, to who wanted it before its end', async () => {
    const { hub } = world
    hub.settings.carriers = { ...hub.settings.carriers, mail: carrier }
    hub.sender = {
      send: async (request) => {
        const mail = JSON.parse(request.body)
        if (answer === 'die') throw new Error('killed')
        const outcome = answer()
        if (outcome.kind === 'answered' && outcome.status === 200) mails.push(mail)
        return outcome
      },
    }
    at(day(9))
    await setReportMail(hub, ana, true)
    await setReportMail(hub, ana, true)
    at(monday + 3_600_000)
    await mailReports(hub)
    expect(mails).toEqual([])
    at(monday + 7 * 3_600_000)
    await Promise.all([mailReports(hub), mailReports(hub)])
    await mailReports(hub)
    expect(mails).toHaveLength(1)
    expect(mails[0]).toMatchObject({
      id: `report-${acme}-u1-2026-10-05`,
      to: 'ana@example.com',
      subject: 'eSonar: Acme, week of 2026-10-05: 92.857 % up',
    })
    expect(mails[0]!.text).toContain('=1+1: 85.714 % up, down for 1 d')
    expect(mails[0]!.text).toContain('http://esonar.test/reports?month=2026-10')
    expect(mails[0]!.text).not.toContain('Strange')
  })

  it('is sent again under its id when the cron died between sending and writing it down', async () => {
    const { hub } = world
    mails.length = 0
    at(monday + 7 * 86_400_000 + 7 * 3_600_000)
    const kept = hub.reports
    hub.reports = { ...kept, mailed: async () => Promise.reject(new Error('killed')) }
    await mailReports(hub)
    hub.reports = kept
    await mailReports(hub)
    expect(mails).toHaveLength(1)
    at(hub.now() + 11 * 60_000)
    await mailReports(hub)
    await mailReports(hub)
    expect(mails.map((one) => one.id)).toEqual([
      `report-${acme}-u1-2026-10-12`,
      `report-${acme}-u1-2026-10-12`,
    ])
    world.faults.splice(0)
  })

  it('is tried again when it could not be sent, and given up when it never can be', async () => {
    const { hub } = world
    mails.length = 0
    at(monday + 14 * 86_400_000 + 7 * 3_600_000)
    for (const outcome of ['die', () => took(503)] as const) {
      answer = outcome
      await mailReports(hub)
      at(hub.now() + 11 * 60_000)
    }
    answer = () => took(422)
    await mailReports(hub)
    at(hub.now() + 11 * 60_000)
    answer = () => took(200)
    await mailReports(hub)
    expect(mails).toEqual([])
    expect(world.faults.splice(0)).toHaveLength(3)
  })

  it('ends when it is switched off, and for who is no member any more', async () => {
    const { hub } = world
    at(monday + 21 * 86_400_000 + 7 * 3_600_000)
    await world.place.query(`delete from members where user_id = 'u1'`)
    await mailReports(hub)
    expect(mails).toEqual([])
    await world.place.query(
      `insert into members (workspace, user_id, role) values ('${acme}', 'u1', 'owner')`,
    )
    await setReportMail(hub, ana, false)
    await mailReports(hub)
    expect(mails).toEqual([])
    const lines = await world.place.query(`select verb from audit where noun = 'report mail'`)
    expect(lines.map((one: { verb: string }) => one.verb)).toEqual(['create', 'delete'])
  })
})
