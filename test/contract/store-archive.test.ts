// Contract of the archive and of the history read back from it, on every PostgreSQL: whatever is
// repeated, reordered or spoiled on the way, the same rows come out.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Incident } from '../../workers/domain/incident.ts'
import type { ArchiveItem } from '../../workers/ports.ts'
import { failAt, follow, openedAt } from '../fakes/telling.ts'
import { openPlace, type Place, placeNames } from './store-place.ts'
import * as world from './store-world.ts'

const { acme, bolt, hour } = world
const all = { cursor: null, limit: 100 }
const check = `chk_${acme}_one`

/** Everything that happens around one outage, in the order a shard would send it. */
function outage(ws: string): ArchiveItem[] {
  const opened = world.incidentIn(ws, 'i1')
  const raised = follow(opened, 'acknowledged', 60, {
    acknowledgedAt: openedAt + 60_000,
    acknowledgedLevel: 'critical',
    acknowledgedBy: 'ana',
  }).incident
  const resolved = resolve(raised, 120)
  const told = world.deliveryIn(ws, 'i1-1-ops', { incident: opened.id })
  const tried = { ...told, begun: 1, leasedUntil: openedAt + 30_000 }
  const attempt = { at: openedAt, ms: 9, status: 200, answer: 'ok' as const, said: 'thanks' }
  const sent = { ...tried, state: 'sent' as const, settledAt: openedAt + 9, attempts: [attempt] }
  const suspected = world.suspicionIn(ws, 's1')
  const rounds = [world.roundOf(1, ['weur']), world.roundOf(2, ['weur', 'enam'])]
  const grown = { ...suspected, rounds, places: ['weur', 'enam'] }
  const over = {
    ...grown,
    outcome: 'incident' as const,
    endedAt: openedAt,
    incident: opened.id,
    incidentKind: 'down' as const,
  }
  const one = { workspace: ws, check: opened.check! }
  return [
    { kind: 'suspicion', suspicion: suspected },
    { kind: 'packed', packed: world.packedIn(ws, 2) },
    { kind: 'round', ...one, subject: suspected.id, round: rounds[0]! },
    { kind: 'probe', ...one, round: 1, observation: failAt('weur') },
    { kind: 'suspicion', suspicion: grown },
    { kind: 'round', ...one, subject: suspected.id, round: world.roundOf(2, ['weur']) },
    { kind: 'round', ...one, subject: suspected.id, round: rounds[1]! },
    { kind: 'suspicion', suspicion: over },
    { kind: 'incident', incident: opened },
    { kind: 'delivery', delivery: told },
    { kind: 'delivery', delivery: tried },
    { kind: 'delivery', delivery: sent },
    { kind: 'packed', packed: world.packedIn(ws, 9) },
    { kind: 'incident', incident: raised },
    { kind: 'round', ...one, subject: opened.id, round: world.roundOf(9, ['weur']) },
    { kind: 'round', ...one, subject: null, round: world.roundOf(10, ['weur']) },
    { kind: 'probe', ...one, round: 2, observation: failAt('enam') },
    { kind: 'packed', packed: world.packedIn(ws, 20) },
    { kind: 'incident', incident: resolved },
  ]
}

function resolve(incident: Incident, seconds: number): Incident {
  return follow(incident, 'resolved', seconds, {
    resolvedAt: openedAt + seconds * 1_000,
    resolvedHow: 'recovered',
    downtimeSeconds: seconds,
  }).incident
}

describe.each(placeNames)('archive on the %s PostgreSQL', (name) => {
  let place: Place
  beforeAll(async () => {
    place = await openPlace(name)
    await world.settle(place)
  }, 30_000)
  afterAll(() => place?.stop())

  beforeEach(async () => {
    place.refused.length = 0
    await place.query(
      'truncate postmortems, samples, failing_probes, rounds, suspicions, incidents, incident_events, deliveries',
    )
  })

  /** Everything that the archive holds, as text in a fixed order. */
  const content = async () => {
    const kinds = 'samples failing_probes rounds suspicions incidents incident_events deliveries'
    const parts = kinds.split(' ').map(
      (table) => `select '${table}' || to_jsonb(t)::text as line
      from ${table} t`,
    )
    const rows = await place.query(`${parts.join(' union all ')} order by 1`)
    return rows.map((row) => row.line as string)
  }

  const shuffled = (items: ArchiveItem[], seed: number) => {
    let state = seed
    const next = () => {
      state = (state * 48_271) % 2_147_483_647
      return state
    }
    return items
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item)
  }

  it('holds the same rows after repeats, and in whatever order and parts they come', async () => {
    const items = outage(acme)
    await place.archive.save(items)
    const straight = await content()
    expect(straight).toHaveLength(1 + 2 + 4 + 1 + 1 + 3 + 1)
    await place.archive.save(items)
    await place.archive.save(items.slice(0, 9))
    expect(await content()).toEqual(straight)
    for (const seed of [1, 2, 3, 4, 5]) {
      await place.query(`truncate postmortems, samples, failing_probes, rounds, suspicions, incidents,
        incident_events, deliveries`)
      const mixed = shuffled([...items, ...items], seed)
      for (let start = 0; start < mixed.length; start += seed + 2) {
        await place.archive.save(mixed.slice(start, start + seed + 2))
      }
      expect(await content()).toEqual(straight)
    }
    expect(place.refused).toEqual([])
  })

  it('gives back what the shard sent', async () => {
    const items = outage(acme)
    await place.archive.save(items)
    const { history } = place
    const last = <K extends ArchiveItem['kind']>(kind: K) =>
      items.findLast((item) => item.kind === kind) as Extract<ArchiveItem, { kind: K }>
    const { incident } = last('incident')
    expect(await history.incident(acme, incident.id)).toEqual(incident)
    const { suspicion } = last('suspicion')
    expect(await history.suspicion(acme, suspicion.id)).toEqual(suspicion)
    const { delivery } = last('delivery')
    expect(await history.delivery(acme, delivery.id)).toEqual(delivery)
    expect(await history.packed(acme, check, hour, hour + 1)).toEqual([world.packedIn(acme, 20)])
    const probes = await history.probes(acme, check, { cursor: null, limit: 1 })
    const more = await history.probes(acme, check, { cursor: probes.next, limit: 1 })
    const found = [...probes.data, ...more.data]
    expect(found.map((one) => one.observation.location)).toEqual(['enam', 'weur'])
    expect(found[0]).toEqual({ at: openedAt - 200, round: 2, observation: failAt('enam') })
    expect(more.next).toBeNull()
    const numbers = async (subject: string) =>
      (await history.rounds(acme, subject)).map((round) => round.number)
    expect(await numbers(suspicion.id)).toEqual([1, 2])
    expect(await numbers(incident.id)).toEqual([1, 2, 9])
    expect((await history.rounds(acme, suspicion.id))[1]?.observations).toHaveLength(2)
  })

  it('filters, and never answers with a row of another workspace', async () => {
    await place.archive.save([...outage(acme), ...outage(bolt)])
    const { history } = place
    const second = world.incidentIn(acme, 'i2', { kind: 'slow', openedAt: openedAt + 1 })
    await place.archive.save([{ kind: 'incident', incident: second }])
    const incidents = async (filter: Parameters<typeof history.incidents>[1]) =>
      (await history.incidents(acme, filter, all)).data.map((one) => one.id)
    const [i1, i2] = [`inc_${acme}_i1`, `inc_${acme}_i2`]
    expect(await incidents({})).toEqual([i2, i1])
    expect(await incidents({ open: true })).toEqual([i2])
    expect(await incidents({ open: false })).toEqual([i1])
    expect(await incidents({ kind: 'down', check })).toEqual([i1])
    expect(await incidents({ check: `chk_${bolt}_one` })).toEqual([])
    const ledger = await history.suspicions(acme, { check, from: hour, to: hour + 60_001 }, all)
    expect(ledger.data).toHaveLength(1)
    expect((await history.suspicions(acme, { from: hour + 60_001 }, all)).data).toEqual([])
    expect((await history.suspicions(acme, { to: hour + 60_000 }, all)).data).toEqual([])
    const deliveries = await history.deliveries(acme, { state: 'sent', incident: i1 }, all)
    expect(deliveries.data.map((one) => one.workspace)).toEqual([acme])
    expect((await history.deliveries(acme, { channel: `chn_${bolt}_ops` }, all)).data).toEqual([])
    expect(await history.incident(acme, `inc_${bolt}_i1`)).toBeNull()
    expect(await history.suspicion(acme, `sus_${bolt}_s1`)).toBeNull()
    expect(await history.delivery(acme, `dlv_${bolt}_i1-1-ops`)).toBeNull()
    expect(await history.rounds(acme, `sus_${bolt}_s1`)).toEqual([])
    expect(await history.packed(acme, `chk_${bolt}_one`, 0, openedAt * 2)).toEqual([])
    expect((await history.probes(acme, `chk_${bolt}_one`, all)).data).toEqual([])
    expect(await history.spans(acme, `chk_${bolt}_one`, 0, openedAt * 2)).toEqual([])
  })

  it('never lets an item of one workspace overwrite another’s', async () => {
    await place.archive.save(outage(bolt))
    const before = await content()
    const forged = { ...world.incidentIn(bolt, 'i1'), workspace: acme, sequence: 99 }
    await place.archive.save([{ kind: 'incident', incident: forged }])
    expect(await content()).toEqual(before)
    expect(place.refused).toHaveLength(1)
  })

  it('leaves out rows of a workspace that is gone, and keeps the rest', async () => {
    await place.archive.save([...outage('gone00000009'), ...outage(acme)])
    expect((await place.history.incidents(acme, {}, all)).data).toHaveLength(1)
    expect(await place.query(`select from incidents where workspace = 'gone00000009'`)).toEqual([])
    expect(place.refused).toEqual([])
  })

  it('leaves out, and names, only what the database refuses', async () => {
    const items: ArchiveItem[] = [
      ...outage(acme),
      { kind: 'packed', packed: world.packedIn(acme, 3, { location: 'x', outcomes: [0, 0, 9] }) },
      { kind: 'packed', packed: world.packedIn(acme, 3, { location: 'y', hour: 0 }) },
      { kind: 'packed', packed: world.packedIn(acme, 0, { location: 'z' }) },
      { kind: 'packed', packed: world.packedIn(acme, 1, { latencies: [Number.NaN] }) },
      { kind: 'incident', incident: world.incidentIn(acme, 'i8', { openedAt: Number.NaN }) },
    ]
    await place.archive.save(items)
    expect(place.refused.map(({ item }) => item)).toEqual([
      ...items.slice(-5, -3),
      ...items.slice(-2),
    ])
    expect((await place.history.incidents(acme, {}, all)).data).toHaveLength(1)
    expect(await place.history.packed(acme, check, hour, hour + 1)).toHaveLength(1)
  })

  it('takes whatever bytes a target sent', async () => {
    const nasty = 'a\u0000b \ud800 \u{1f600} "\\u0000"'
    const observation = { ...failAt('weur'), measurement: undefined, detail: nasty } as never
    await place.archive.save([{ kind: 'probe', workspace: acme, check, round: 1, observation }])
    const [probe] = (await place.history.probes(acme, check, all)).data
    expect(probe?.observation).toMatchObject({ detail: 'a\ufffdb \ufffd \u{1f600} "\\u0000"' })
    expect(place.refused).toEqual([])
  })

  it('takes the end of one incident and the next one of its check in one upload', async () => {
    const first = world.incidentIn(acme, 'i1')
    await place.archive.save([{ kind: 'incident', incident: first }])
    const next = world.incidentIn(acme, 'i2', { openedAt: openedAt + 300_000 })
    await place.archive.save([
      { kind: 'incident', incident: next },
      { kind: 'incident', incident: resolve(first, 120) },
    ])
    const open = await place.history.incidents(acme, { open: true }, all)
    expect(open.data.map((one) => one.id)).toEqual([next.id])
    expect(place.refused).toEqual([])
  })

  it('rejects, and keeps nothing of it, when the database is away', async () => {
    const { openArchive } = await import('../../workers/store/index.ts')
    const url = 'postgres://a:b@127.0.0.3:1/x'
    const away = openArchive({ url, fetchEndpoint: 'http://127.0.0.1:1/sql' })
    await expect(away.save(outage(acme))).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('switches a channel off once, and not one that a person changed since', async () => {
    const channel = world.channelIn(acme, 'hook', { updatedAt: new Date(openedAt).toISOString() })
    await place.config.putChannel(acme, channel, null, world.audit)
    const version = async () => (await place.config.whole(acme))!.version
    const before = await version()
    const off = (at: number): ArchiveItem[] => [
      { kind: 'channelOff', workspace: acme, channel: channel.id, why: 'gone', at },
    ]
    await place.archive.save(off(openedAt - 1))
    expect(await place.config.channel(acme, channel.id)).toEqual(channel)
    await place.archive.save(off(openedAt + 5))
    await place.archive.save(off(openedAt + 5))
    expect(await place.config.channel(acme, channel.id)).toMatchObject({
      enabled: false,
      disabledWhy: 'gone',
      version: 2,
    })
    expect(await version()).toBe(before + 1)
    const lines = await place.query(
      `select actor, after from audit where subject = $1
      and verb = 'switch off'`,
      [channel.id],
    )
    expect(lines).toEqual([{ actor: 'esonar', after: { enabled: false, disabledWhy: 'gone' } }])
  })

  it('tells the spans of an incident apart by kind, to the end of the downtime', async () => {
    const regional = world.incidentIn(acme, 'i1', { kind: 'regional', level: 'warning' })
    const down = follow(regional, 'raised', 60, { kind: 'down', level: 'critical' }).incident
    const resolved = { ...resolve(down, 200), downtimeSeconds: 180 }
    await place.archive.save([{ kind: 'incident', incident: resolved }])
    const { startedAt } = regional
    const end = startedAt + 180_000
    const spans = [
      { check, kind: 'regional', startedAt, endedAt: openedAt + 60_000 },
      { check, kind: 'down', startedAt: openedAt + 60_000, endedAt: end },
    ]
    const { history } = place
    expect(await history.spans(acme, check, 0, openedAt * 2)).toEqual(spans)
    expect(await history.spans(acme, null, openedAt + 60_000, openedAt * 2)).toEqual([spans[1]])
    expect(await history.spans(acme, check, end, openedAt * 2)).toEqual([])
    expect(await history.spans(acme, check, 0, startedAt)).toEqual([])
    const open = world.incidentIn(acme, 'i2', { startedAt: end, openedAt: end + 15_000 })
    await place.archive.save([{ kind: 'incident', incident: open }])
    expect((await history.spans(acme, check, end, end + 1))[0]?.endedAt).toBeNull()
  })
})
