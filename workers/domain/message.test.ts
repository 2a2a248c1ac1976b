// Messages as people and programs get them, one golden file each. `UPDATE=1` rewrites them; read
// the difference as somebody woken at three in the morning would.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  eventOf,
  failAt,
  follow,
  incidentOf,
  openedAt,
  verdictOf,
} from '../../test/fakes/telling.ts'
import { bodyOf } from '../channel/webhook.ts'
import type { Incident, IncidentEvent } from './incident.ts'
import { type Message, messageOf, readMessage, testMessage } from './message.ts'

const folder = new URL('../../test/contract/messages/', import.meta.url)

function golden(name: string, text: string) {
  const file = new URL(name, folder)
  if (process.env.UPDATE === '1') {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, text)
  }
  expect(text).toBe(readFileSync(file, 'utf8'))
}

const subject = {
  checkName: 'checkout-api',
  checkTarget: 'https://checkout.example/health',
  checkTags: ['shop'],
  baseUrl: 'https://esonar.example',
}
const opened = (incident: Incident, isFirst = true) =>
  messageOf({ ...subject, incident }, incident.events[0]!, isFirst)
const of = (state: { incident: Incident; event: IncidentEvent }, isFirst = false) =>
  messageOf({ ...subject, incident: state.incident }, state.event, isFirst)

const down = incidentOf()
const hanging = incidentOf({
  verdict: verdictOf({
    reason: 'headers_timeout',
    phase: 'headers',
    waitedMs: 10_000,
    budgetMs: 10_000,
    patientMs: 34_000,
    patientAnswered: false,
    networks: ['cloudflare', 'hetzner'],
    networksFailing: ['cloudflare', 'hetzner'],
    asked: ['weur', 'enam', 'home'],
    fail: ['weur', 'enam', 'home'],
    decidedAfterMs: 34_600,
  }),
})
const lateSlow = incidentOf({
  kind: 'slow',
  level: 'warning',
  verdict: verdictOf({
    rule: 'late_answer',
    fail: [],
    pass: ['weur', 'enam', 'oc'],
    reason: 'headers_timeout',
    phase: 'headers',
    waitedMs: 10_000,
    budgetMs: 10_000,
    patientMs: 22_100,
    patientAnswered: true,
    slowAfterMs: 2_000,
  }),
})
const regional = incidentOf({
  kind: 'regional',
  level: 'warning',
  verdict: verdictOf({
    rule: 'minority',
    fail: ['oc'],
    pass: ['weur', 'enam'],
    abstained: [{ location: 'home', reason: 'controls_failed' }],
    asked: ['weur', 'enam', 'oc', 'home'],
    networks: ['cloudflare'],
    askedMs: 300_000,
    failRounds: 6,
  }),
})
const oneNetwork = incidentOf({
  kind: 'regional',
  verdict: verdictOf({
    rule: 'one_network',
    asked: ['weur', 'enam', 'home'],
    fail: ['weur', 'enam'],
    pass: ['home'],
    networks: ['cloudflare', 'hetzner'],
  }),
})
const alone = incidentOf({
  verdict: verdictOf({
    rule: 'one_location',
    asked: ['home'],
    fail: ['home'],
    networks: ['lan'],
    networksFailing: ['lan'],
    crossChecked: false,
    reason: 'status',
    phase: 'headers',
    status: 503,
  }),
})
const resolved = follow(
  down,
  'resolved',
  236.6,
  {
    resolvedAt: openedAt + 236_600,
    resolvedHow: 'recovered',
    downtimeSeconds: 222,
  },
  {},
)
const paused = follow(
  down,
  'resolved',
  60,
  { resolvedAt: openedAt + 60_000, resolvedHow: 'paused', downtimeSeconds: null },
  { by: 'Ana' },
)
const acknowledged = follow(
  down,
  'acknowledged',
  90,
  { acknowledgedAt: openedAt + 90_000, acknowledgedLevel: 'critical', acknowledgedBy: 'Ana' },
  { by: 'Ana' },
)
const node: Incident = {
  ...incidentOf({ kind: 'node', level: 'warning' }),
  check: null,
  location: 'oc',
  rounds: [],
  verdict: verdictOf({ rule: 'unwell', asked: [], fail: [], networks: [] }),
}
const { reason: _r, phase: _p, failRounds: _f, askedMs: _a, ...bare } = node.verdict

const messages: Record<string, Message> = {
  'down-refused': opened(down),
  'down-hanging': opened(hanging),
  'down-one-location-not-cross-checked': opened(alone),
  'slow-late-answer': opened(lateSlow),
  'slow-median': opened(
    incidentOf({
      kind: 'slow',
      level: 'warning',
      verdict: {
        ...bare,
        rule: 'slow_median',
        asked: ['weur', 'enam', 'oc'],
        pass: ['weur', 'enam', 'oc'],
        networks: ['cloudflare'],
        networksFailing: [],
        medianMs: 4_120,
        slowAfterMs: 1_000,
      },
    }),
  ),
  'regional-warning': opened(regional),
  'regional-one-network': opened(oneNetwork),
  'blocked-429': opened(
    incidentOf({
      kind: 'blocked',
      level: 'warning',
      verdict: verdictOf({ rule: 'blocked', reason: 'rate_limited' }),
    }),
  ),
  unstable: opened(incidentOf({ kind: 'unstable', level: 'warning' })),
  raised: of(
    follow(
      lateSlow,
      'raised',
      120,
      { kind: 'down', level: 'critical' },
      { verdict: hanging.verdict },
    ),
  ),
  lowered: of(
    follow(
      down,
      'lowered',
      45,
      { kind: 'regional', level: 'warning' },
      { verdict: regional.verdict },
    ),
  ),
  acknowledged: of(acknowledged),
  resolved: of(resolved),
  'resolved-paused': of(paused),
  updated: of(follow(down, 'updated', 50, {}, { text: 'It does answer, after 41 s.' })),
  reminder: messageOf(
    { ...subject, incident: down },
    { ...eventOf('updated'), kind: 'reminder', at: openedAt + 1_800_000 },
    false,
  ),
  'location-unwell': messageOf(
    { ...subject, checkName: 'Location oc', checkTarget: '', incident: { ...node, verdict: bare } },
    eventOf('opened', { incidentKind: 'node', level: 'warning' }),
    true,
  ),
  test: testMessage('Ops hook', 'Acme', openedAt),
}

describe('a message', () => {
  it('reads plainly, every one of them', () => {
    const blocks = Object.entries(messages).map(([name, message]) =>
      [
        `# ${name} (${message.type}, ${message.level})`,
        message.headline,
        ...message.details.map((line) => `  ${line}`),
      ].join('\n'),
    )
    golden('words.txt', `${blocks.join('\n\n')}\n`)
  })

  it.each(['down-refused', 'resolved', 'test'])('is this JSON to a program: %s', (name) => {
    golden(`${name}.json`, `${JSON.stringify(bodyOf(messages[name]!), null, 2)}\n`)
  })

  it('has no holes in its words, and no shouting', () => {
    for (const [name, { headline, details }] of Object.entries(messages)) {
      for (const line of [headline, ...details]) {
        expect(line, name).not.toMatch(/undefined|null|NaN|\[object|!|_|\s{2}|: $|\(\)/)
      }
      expect(headline, name).not.toMatch(/\.$/)
    }
  })

  it('survives being stored', () => {
    for (const message of Object.values(messages)) {
      expect(readMessage(JSON.parse(JSON.stringify(message)))).toEqual(message)
    }
    expect(readMessage('hello')).toBeNull()
    expect(readMessage(null)).toBeNull()
  })

  it('keeps evidence small', () => {
    const observations = Array.from({ length: 60 }, (_, i) => failAt(`place-${i}`))
    const rounds = [{ ...down.rounds[0]!, observations }]
    expect(opened({ ...down, rounds }).evidence).toHaveLength(24)
  })
})
