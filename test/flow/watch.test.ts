// The watcher watched: faults of ours that last are told to the operator until it arrives, and their
// end; all is well is said to the outside each minute, and at no other.
import { describe, expect, it } from 'vitest'
import { noCarriers } from '../../workers/channel/carrier.ts'
import { secretOf } from '../../workers/channel/sign.ts'
import { faultsIn } from '../../workers/flow/health.ts'
import { watchOver } from '../../workers/flow/watch.ts'
import type { HubPorts } from '../../workers/hub-ports.ts'
import type { OutgoingRequest, SendOutcome } from '../../workers/ports.ts'
import type { ShardHealth } from '../../workers/shard-door.ts'
import { makeSnapshots } from '../../workers/snapshots.ts'

const startAt = Date.UTC(2026, 10, 25, 3)
const minute = 60_000
const well: ShardHealth = {
  checks: 3,
  lagMs: 20,
  lastWakeAt: startAt,
  backlog: 0,
  backlogSince: null,
  pendingDeliveries: 0,
  overdue: null,
  unwellLocations: [],
}
const shards = ['s1']
const ok: SendOutcome = { kind: 'answered', status: 200, body: '', retryAfterSeconds: null, ms: 1 }

function world(settings: Partial<HubPorts['settings']> = {}) {
  let now = startAt
  let outcome: SendOutcome = ok
  const kv = new Map<string, string>()
  const sent: OutgoingRequest[] = []
  const state = { database: true, health: (): ShardHealth => ({ ...well, lastWakeAt: now }) }
  const hub = {
    now: () => now,
    shardByName: () => ({ health: async () => state.health() }),
    // With the rule of keys that holds on plain workerd.
    snapshots: makeSnapshots({
      get: async (key: string) => JSON.parse(kv.get(key) ?? 'null'),
      put: async (key: string, value: string) => void kv.set(key, value),
    } as unknown as KVNamespace),
    sender: {
      send: async (request: OutgoingRequest) => {
        sent.push(request)
        return outcome
      },
    },
    log: { info: () => undefined, error: () => undefined },
    settings: {
      baseUrl: 'https://esonar.example',
      operator: { url: 'https://ops.example/', secret: secretOf(new Uint8Array(32)) },
      watchdogUrl: 'https://switch.example/abc',
      ...settings,
    },
  } as unknown as HubPorts
  return {
    state,
    sent,
    answers: (next: SendOutcome) => {
      outcome = next
    },
    minutes: async (count: number) => {
      for (let index = 0; index < count; index += 1) {
        await watchOver(hub, { shards, isThere: state.database, faults: [] })
        now += minute
      }
    },
    texts: () =>
      sent.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body).text),
    pings: () => sent.filter(({ method }) => method === 'GET').map(({ url }) => url),
  }
}

describe('the hub', () => {
  it('says each minute that all is well', async () => {
    const it = world()
    await it.minutes(3)
    expect(it.pings()).toEqual(Array(3).fill('https://switch.example/abc'))
    expect(it.texts()).toEqual([])
  })

  it('mails what lasts, and says it until one of its roads brings it', async () => {
    const mail = {
      kind: 'door' as const,
      secret: 's',
      from: 'e@sonar.example',
      url: 'https://door.example/',
    }
    const it = world({
      operatorMail: 'ops@acme.example',
      carriers: { ...noCarriers, mail },
    })
    const mails = () => it.sent.filter(({ url }) => url === mail.url)
    it.state.database = false
    it.answers({ ...ok, status: 500 } as SendOutcome)
    await it.minutes(4)
    const ids = mails().map(({ body }) => JSON.parse(body).id)
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    it.answers(ok)
    await it.minutes(5)
    expect(mails()).toHaveLength(3)
    expect(JSON.parse(mails()[2]!.body)).toMatchObject({
      to: 'ops@acme.example',
      subject: expect.stringContaining('the database does not answer'),
      text: expect.stringContaining('since 2026-11-25 03:00:00 UTC)'),
    })
  })

  it('needs no second word where one road brought it, nor any where nothing sends mail', async () => {
    const it = world({ operatorMail: 'ops@acme.example', carriers: noCarriers })
    it.state.database = false
    await it.minutes(6)
    expect(it.texts()).toHaveLength(1)
    const alone = world({ operator: null, operatorMail: 'ops@acme.example', carriers: noCarriers })
    alone.state.database = false
    await alone.minutes(6)
    expect(alone.sent).toEqual([])
  })

  it('stays silent to the switch while something is wrong, and tells what lasts, signed', async () => {
    const it = world()
    it.state.database = false
    await it.minutes(5)
    expect(it.pings()).toEqual([])
    expect(it.texts()).toEqual([
      'eSonar at https://esonar.example: the database does not answer; checks and alerts go on, history waits',
    ])
    const names = it.sent[0]!.headers.map(([name]) => name)
    expect(names).toContain('webhook-signature')
    it.state.database = true
    await it.minutes(2)
    expect(it.texts().at(-1)).toMatch(/^eSonar at https:\/\/esonar\.example: Over: the database/)
    expect(it.pings()).toHaveLength(2)
  })

  it('tries again each minute until the operator has it, and says it once', async () => {
    const it = world()
    it.state.database = false
    it.answers({ kind: 'fault', fault: 'refused', ms: 1 })
    await it.minutes(4)
    it.answers({ ...ok, status: 500 } as SendOutcome)
    await it.minutes(1)
    it.answers(ok)
    await it.minutes(4)
    expect(it.texts()).toHaveLength(4)
  })

  it('does without operator and switch', async () => {
    const it = world({ operator: null, watchdogUrl: null })
    it.state.database = false
    await it.minutes(4)
    it.state.database = true
    await it.minutes(1)
    expect(it.sent).toEqual([])
  })
})

describe('a shard', () => {
  const now = startAt + 10 * minute
  const fresh = { ...well, lastWakeAt: now }
  it.each<[string, Partial<ShardHealth>, string[]]>([
    ['is well', {}, []],
    ['slept', { lastWakeAt: startAt }, ['shard s1 was not awake for 600 s']],
    ['never woke', { lastWakeAt: null }, ['shard s1 was never awake']],
    ['sleeps with nothing to do', { lastWakeAt: startAt, checks: 0 }, []],
    ['asks late', { lagMs: 45_000 }, ['shard s1 asks 45 s late']],
    [
      'does not send',
      { overdue: { count: 7, since: now - 3 * minute } },
      ['7 messages of shard s1 are due for 180 s and do not leave'],
    ],
    ['is just sending', { overdue: { count: 7, since: now - minute } }, []],
    [
      'keeps history',
      { backlog: 40, backlogSince: startAt - minute },
      ['40 items of shard s1 wait for the database for 660 s'],
    ],
    [
      'has an unwell place',
      { unwellLocations: ['me'] },
      ['location me is unwell: its word does not count'],
    ],
  ])('that %s', (_, facts, sentences) => {
    const said = faultsIn('s1', { ...fresh, ...facts }, now).map((one) => one.sentence)
    expect(said).toEqual(sentences)
  })
})
