import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kindOf as channelKindOf, channelTypes } from '../../workers/channel/index.ts'
import { isSealed } from '../../workers/channel/input.ts'
import { mask } from '../../workers/flow/checks.ts'
import { painter } from '../cli/paint.ts'
import { Refusal } from '../refusal.ts'
import { draw } from './draw.ts'
import { compare, type Item, type Items, noItems, toCome } from './item.ts'
import { type Plan, planOf } from './plan.ts'
import { readItems, writeItems } from './text.ts'
import { itemsOf, type Shown, type ShownAll, thereOf } from './there.ts'
import { veiled, whole } from './whole.ts'

const now = Date.parse('2026-11-29T00:00:00Z')
const nothing = { prune: false, secrets: false }
const none: ShownAll = {
  channels: [],
  policies: [],
  checks: [],
  pages: [],
  maintenance: [],
  silences: [],
  schedules: [],
  people: [],
}

/** Items as the API would show them once they are made: whole, others by id, secrets masked. */
function shown(items: Items): ShownAll {
  const idOf = (kind: string, name: unknown) =>
    typeof name === 'string' ? `${kind}_${Buffer.from(name).toString('hex')}` : null
  const checkId = (name: unknown) => idOf('chk', name)
  const ids = (names: unknown) => (Array.isArray(names) ? names.map(checkId) : null)
  const made = (kind: keyof Items, prefix: string, name: string) =>
    items[kind].map((item, index): Shown => {
      const full = veiled(kind, whole(kind, item))
      const id = typeof item[name] === 'string' ? idOf(prefix, item[name])! : `${prefix}_${index}`
      return { ...full, id, version: 1, v: 1, workspace: 'x' }
    })
  return {
    ...none,
    channels: made('channels', 'chn', 'name').map((one) => ({
      ...Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null)),
      ...{ id: one.id, version: 1, enabled: one.enabled ?? true, disabledWhy: null },
      ...Object.fromEntries(
        channelKindOf(String(one.type))
          .fields.filter((field) => isSealed(field) && field.otherwise)
          .map((field) => [field.name, mask]),
      ),
    })),
    schedules: made('schedules', 'sch', 'name'),
    policies: made('policies', 'pol', 'name').map((one) => ({
      ...one,
      steps: (one.steps as { channels: unknown; onCall: unknown[] }[]).map((step) => ({
        ...step,
        onCall: step.onCall.map((name) => idOf('sch', name)),
        channels: Array.isArray(step.channels)
          ? step.channels.map((name) => idOf('chn', name))
          : step.channels,
      })),
    })),
    checks: made('checks', 'chk', 'name').map((one) => ({
      ...one,
      paused: one.paused ?? false,
      ...(one.type === 'heartbeat' ? { token: mask } : {}),
      parent: checkId(one.parent),
      policy: idOf('pol', one.policy),
      ...(one.members ? { members: ids(one.members) } : {}),
      target: 'x',
    })),
    pages: made('pages', 'pag', 'slug').map((one) => ({
      ...one,
      checks: ids(one.checks),
      groups: (one.groups as { components: { check: unknown }[] }[]).map((group) => ({
        ...group,
        components: group.components.map((part) => ({ ...part, check: checkId(part.check) })),
      })),
    })),
    maintenance: made('maintenance', 'mnt', 'startsAt').map((one) => ({
      ...one,
      startsAt: one.startsAt ?? '2026-11-28T00:00:00.000Z',
      checks: ids(one.checks),
    })),
    silences: made('silences', 'sil', 'nothing').map((one) => ({
      ...one,
      check: checkId(one.check),
      isOn: true,
    })),
  }
}

function planned(wanted: Items, there: Items, options = nothing): Plan {
  return planOf(thereOf(shown(there), now), wanted, options)
}

const text = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 .:#'"{}$&*!|>%@-]{0,20}[A-Za-z0-9]$/)
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const commonChecks = {
  intervalSeconds: some(fc.integer({ min: 10, max: 86_400 })),
  slowAfterMs: some(fc.option(fc.integer({ min: 10, max: 60_000 }))),
  downLevel: some(fc.constantFrom('info', 'warning', 'critical')),
  levels: some(fc.constantFrom({ slow: 'info' }, {})),
  tags: some(fc.uniqueArray(text, { maxLength: 3 })),
  paused: some(fc.boolean()),
}
const http = fc.record({
  type: fc.constant('http'),
  url: fc.constantFrom('https://a.example/', 'http://b.example:81/x?y=1'),
  method: some(fc.constantFrom('GET', 'HEAD')),
  bearerToken: some(fc.option(text)),
  headers: some(fc.array(fc.record({ name: fc.constantFrom('x-a', 'x-b'), value: text }))),
  expectText: some(fc.option(text)),
  expect: some(fc.constantFrom([], ['json $.status equals ok'])),
  ...commonChecks,
})
const tcp = fc.record({
  type: fc.constant('tcp'),
  host: fc.constantFrom('a.example', '10.0.0.1'),
  port: fc.integer({ min: 1, max: 65_535 }),
  script: some(fc.constantFrom([], ['send AUTH s3cret\\r\\n', 'expect contains +OK'])),
  ...commonChecks,
})
const heartbeat = fc.record({
  type: fc.constant('heartbeat'),
  periodSeconds: some(fc.integer({ min: 10, max: 86_400 })),
  cron: some(fc.constantFrom(null, '0 3 * * *')),
  ...commonChecks,
})
const dns = fc.record({
  type: fc.constant('dns'),
  host: fc.constant('www.example.com'),
  recordType: some(fc.constantFrom('A', 'MX')),
  ...commonChecks,
})
const channel = fc.oneof(
  fc.record({
    type: fc.constant('webhook'),
    url: fc.constant('https://a.example/hook'),
    levels: some(fc.constantFrom(['info'], ['critical', 'warning'], ['warning', 'critical'])),
    enabled: some(fc.boolean()),
  }),
  fc.record({
    type: fc.constant('slack'),
    url: fc.constant('https://hooks.slack.com/services/T/B/x'),
  }),
)
const clean = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined))

/** A whole configuration: names are unique, and what is named is there. */
const workspace: fc.Arbitrary<Items> = fc
  .record({
    names: fc.uniqueArray(text, { minLength: 1, maxLength: 8 }),
    bodies: fc.array(fc.oneof(http, tcp, heartbeat, dns), { minLength: 8, maxLength: 8 }),
    channels: fc.array(channel, { maxLength: 2 }),
    isNamed: fc.boolean(),
    quiet: fc.boolean(),
    hand: fc.constantFrom('up', 'down'),
  })
  .map(({ names, bodies, channels, isNamed, quiet, hand }) => {
    const [first = ''] = names
    const made = channels.map((one, index) => clean({ ...one, name: `channel ${index}` }))
    const told = isNamed && made.length > 0 ? made.map((one) => one.name) : 'all'
    const hours = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin', levels: ['info'] }
    const onCall = isNamed ? { onCall: ['Night'] } : {}
    const step = { afterMinutes: 0, channels: told, ...onCall, levels: ['critical'] }
    const layer = { people: ['ann@example.com'], rotation: 'weekly', startsOn: '2026-11-30' }
    const night = { from: '20:00', to: '08:00', ...(isNamed ? { days: [1] } : {}) }
    const turns = { ...layer, rotation: 'custom', hours: 12, handover: '08:00', only: night }
    const until = '2026-12-01T00:00:00Z'
    const group = { type: 'group', name: 'a group', members: [...new Set(names)] }
    const parts = [
      { name: 'by check', check: first },
      { name: 'by hand', check: null, hand },
    ]
    return {
      channels: made,
      schedules: [{ name: 'Night', timeZone: 'UTC', layers: quiet ? [layer, turns] : [layer] }],
      policies: [{ name: 'Web', steps: [step], ...(quiet ? { quietHours: hours } : {}) }],
      checks: [
        ...names.map((name, index) => {
          const refs = index > 0 && isNamed ? { parent: first, policy: 'Web' } : {}
          return clean({ ...bodies[index], name, ...refs })
        }),
        group,
      ],
      pages: [
        { slug: 'acme', title: 'Acme', checks: isNamed ? [first] : null },
        { slug: 'other', title: 'Other', groups: [{ name: null, components: parts }] },
      ],
      maintenance: [
        { repeat: { cron: '30 2 * * 0', durationMinutes: 60 }, checks: isNamed ? [first] : null },
        { startsAt: '2027-01-01T00:00:00Z', endsAt: '2027-01-01T01:00:00Z', tags: ['shop'] },
      ],
      silences: [
        { check: first, until, reason: 'new router' },
        ...(quiet
          ? [
              { tag: first, until, reason: 'x' },
              { pattern: '*', until, reason: 'x' },
            ]
          : []),
      ],
    }
  })

describe('config as code', () => {
  it('exported and applied changes nothing, whatever there is', () => {
    fc.assert(
      fc.property(workspace, (items) => {
        const there = thereOf(shown(items), now)
        const file = writeItems(itemsOf(there), ['head'])
        const read = readItems(file, 'checks.yaml', {})
        const plan = planOf(there, read, { prune: true, secrets: true })
        expect(plan.changes).toEqual([])
        expect(plan.left).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('applied twice changes nothing the second time, though secrets cannot be compared', () => {
    fc.assert(
      fc.property(workspace, (items) => {
        const again = readItems(writeItems(items, []), 'checks.yaml', {})
        expect(again).toEqual(items)
        expect(planned(again, items, { prune: true, secrets: false }).changes).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('made of nothing has each after what it names', () => {
    fc.assert(
      fc.property(workspace, (items) => {
        const { changes } = planned(items, noItems)
        const names = changes.map(({ kind, name }) => `${kind} ${name}`)
        for (const { kind, wanted, name } of changes) {
          if (kind !== 'checks' || !wanted) continue
          const at = names.indexOf(`checks ${name}`)
          const needs = [wanted.parent, ...((wanted.members as string[] | undefined) ?? [])]
          for (const one of needs) if (one) expect(names.indexOf(`checks ${one}`)).toBeLessThan(at)
        }
        expect(changes.every((one) => one.act === 'create')).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})

const shop: Item = { type: 'http', name: 'Shop', url: 'https://shop.example/' }
const of = (more: Partial<Items>): Items => ({ ...noItems, ...more })

describe('a plan', () => {
  it('names the fields that differ, and no others', () => {
    const wanted = of({ checks: [{ ...shop, intervalSeconds: 30, tags: ['eu'] }] })
    const { changes } = planned(wanted, of({ checks: [shop] }))
    expect(changes).toMatchObject([{ act: 'update', name: 'Shop' }])
    expect(changes[0]!.fields).toEqual([
      { field: 'intervalSeconds', from: 60, to: 30 },
      { field: 'tags', from: [], to: ['eu'] },
    ])
  })

  it('takes a field that was left out back to what is usual', () => {
    const there = of({ checks: [{ ...shop, intervalSeconds: 30 }] })
    const { changes } = planned(of({ checks: [shop] }), there)
    expect(changes[0]!.fields).toEqual([{ field: 'intervalSeconds', from: 30, to: 60 }])
  })

  it('leaves a check paused that somebody paused, unless the file says otherwise', () => {
    const there = of({ checks: [{ ...shop, paused: true }] })
    expect(planned(of({ checks: [shop] }), there).changes).toEqual([])
    const { changes } = planned(of({ checks: [{ ...shop, paused: false }] }), there)
    expect(changes[0]!.fields).toEqual([{ field: 'paused', from: true, to: false }])
  })

  it('removes only when it is told to, and never the default policy', () => {
    const policy = { name: 'Default', steps: [{ afterMinutes: 0, levels: ['critical'] }] }
    const all = shown(of({ checks: [shop], policies: [policy] }))
    all.policies[0]!.isDefault = true
    const there = thereOf(all, now)
    const left = planOf(there, noItems, nothing)
    expect([left.changes, left.left]).toEqual([[], [{ kind: 'checks', name: 'Shop' }]])
    const pruned = planOf(there, noItems, { prune: true, secrets: false })
    expect(pruned.changes).toMatchObject([{ act: 'remove', kind: 'checks', name: 'Shop' }])
  })

  it('cannot compare a secret, says so, and gives it again when told to', () => {
    const secret = of({ checks: [{ ...shop, bearerToken: 'hidden-word' }] })
    const plan = planned(secret, secret)
    expect([plan.changes, plan.unread]).toEqual([[], 1])
    const given = planned(secret, secret, { prune: false, secrets: true })
    expect(given.changes[0]!.fields.map((one) => one.field)).toEqual(['bearerToken'])
    expect(draw(given, painter(false)).join('\n')).not.toContain('hidden')
    expect(draw(planned(secret, noItems), painter(false)).join('\n')).not.toContain('hidden')
  })

  it('refuses a change of type, a name that is nobody’s, and one that is two’s', () => {
    const tcpShop = of({ checks: [{ type: 'tcp', name: 'Shop', host: 'a', port: 1 }] })
    expect(() => planned(tcpShop, of({ checks: [shop] }))).toThrow(/types do not change/)
    const orphan = of({ checks: [{ ...shop, parent: 'Router' }] })
    expect(() => planned(orphan, noItems)).toThrow(/"Shop": parent names "Router"/)
    const pruned = of({ checks: [{ ...shop, parent: 'Router' }] })
    const router = of({ checks: [{ ...shop, name: 'Router' }] })
    expect(() => planned(pruned, router, { prune: true, secrets: false })).toThrow(/no such check/)
    const all = shown(of({ checks: [shop] }))
    all.checks.push({ ...all.checks[0]!, id: 'chk_2' })
    const there = thereOf(all, now)
    expect(() => planOf(there, of({ checks: [shop] }), nothing)).toThrow(/say which by id/)
    const exported = itemsOf(there)
    expect(exported.checks.map((one) => one.id)).toEqual([all.checks[0]!.id, 'chk_2'])
    expect(planOf(there, exported, nothing).changes).toEqual([])
  })
})

describe('what is over', () => {
  it('is passed over in a file, and not there for an export', () => {
    const silence = { tag: 'shop', until: '2026-11-28T00:00:00Z', reason: 'x' }
    const window = { startsAt: '2026-11-01T00:00:00Z', endsAt: '2026-11-02T00:00:00Z', tags: ['a'] }
    const late = { ...silence, until: '2026-12-28T00:00:00Z' }
    const items = of({ silences: [silence, late], maintenance: [window] })
    expect(toCome(items, now)).toMatchObject({ silences: [late], maintenance: [] })
    const there = shown(of({ silences: [silence] }))
    there.silences[0]!.isOn = false
    expect(thereOf(there, now).silences).toEqual([])
  })
})

describe('a file', () => {
  const wrong: [text: string, says: RegExp][] = [
    ['checks: [', /^a.yaml, line 1: /],
    ['check:\n  - name: a', /line 2: there is no "check"; there are channels/],
    ['checks:\n  name: a', /line 2: "checks" must be a list/],
    ['checks:\n  - type: http', /line 2: check: name is missing/],
    ['checks:\n  - name: a\n    type: htp', /line 3: check "a": .*must be one of "http"/],
    ['checks:\n  - name: a\n    type: http', /line 2: check "a": url give an address/],
    [
      'checks:\n  - name: a\n    type: http\n    url: https://a.example\n    intervalSeconds: 1',
      /line 5: check "a": intervalSeconds must be a whole number from 10/,
    ],
    [
      'checks:\n  - {name: a, type: manual}\n  - {name: a, type: manual}',
      /line 3: .* is there twice/,
    ],
    ['channels:\n  - {name: a, type: smoke}', /line 2: channel "a": type must be one of webhook/],
    ['channels:\n  - {name: a, type: webhook}', /url is missing/],
    ['channels:\n  - {name: a, type: webhook, url: x}', /url must be an http or https address/],
    [
      'channels:\n  - {name: a, type: webhook, urll: x}',
      /urll is no field of this channel; it has url/,
    ],
    ['schedules:\n  - {name: a, timeZone: UTC}', /line 2: schedule "a": layers is missing/],
    ['silences:\n  - {until: 2026, reason: b}', /line 2: silence: until must be an instant/],
    [
      'silences:\n  - {until: "2026-12-01T00:00:00Z", reason: b, tag: a, check: b}',
      /line 2: silence: check give one of check, tag and pattern/,
    ],
    ['pages:\n  - {slug: a, title: b}', /slug must be 3 to 62/],
    ['policies:\n  - {name: a, steps: []}', /steps name one step/],
    ['version: 2', /version must be 1/],
    [`checks:\n  - name: \${NOT_SET}`, /line 2: NOT_SET is not set/],
    ['- a', /must have lists under/],
    ['a: 1\na: 2', /line 2: .*unique/],
  ]
  it.each(wrong)('is refused by line, item, field: %j', (yaml, says) => {
    expect(() => readItems(yaml, 'a.yaml', {})).toThrow(Refusal)
    expect(() => readItems(yaml, 'a.yaml', {})).toThrow(says)
  })

  it('takes texts from the environment, whatever stands in them', () => {
    const yaml = `checks:\n  - {type: http, name: a, url: "https://a.example", expectText: "x\${T}"}`
    const [check] = readItems(yaml, 'a.yaml', { T: `"\n- : \${U}` }).checks
    expect(check!.expectText).toBe(`x"\n- : \${U}`)
  })

  it('keeps what only looks like a variable when it is doubled', () => {
    const item = { type: 'http', name: 'a', url: 'https://a.example', expectText: `\${HOME} $x` }
    const file = writeItems(of({ checks: [item] }), [])
    expect(readItems(file, 'a.yaml', { HOME: 'no' }).checks).toEqual([item])
  })

  it('may be empty', () => {
    expect(readItems('', 'a.yaml', {})).toEqual(noItems)
    expect(readItems('# nothing\nchecks:\n', 'a.yaml', {})).toEqual(noItems)
  })
})

describe('the mask', () => {
  it.each([
    [mask, 'word', 'unread'],
    [mask, mask, 'same'],
    [mask, '', 'other'],
    [`send ${mask}`, 'send AUTH x', 'unread'],
    [`send ${mask}`, 'expect x', 'other'],
    [[{ name: 'x', value: mask }], [{ name: 'x', value: 'y' }], 'unread'],
    [[{ name: 'x', value: mask }], [{ name: 'z', value: 'y' }], 'other'],
    [[mask], [mask, mask], 'other'],
    [null, 'word', 'other'],
    ['word', mask, 'other'],
  ])('%j and %j: %s', (there, wanted, likeness) => {
    expect(compare(there, wanted)).toBe(likeness)
  })
})

describe('every type of channel', () => {
  it.each(channelTypes)('%s can be whole and veiled', (type) => {
    const { fields } = channelKindOf(type)
    const item = { type, name: 'x', ...Object.fromEntries(fields.map((one) => [one.name, 'word'])) }
    const full = veiled('channels', whole('channels', item))
    for (const field of fields) expect(full[field.name]).toBe(isSealed(field) ? mask : 'word')
  })
})
