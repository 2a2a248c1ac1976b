// Text messages of every kind of incident, as phones show them; one golden file. `UPDATE=1`
// rewrites it: read it as somebody woken at three in the morning would.
import { readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { follow, incidentOf, openedAt, verdictOf, workspace } from '../../test/fakes/telling.ts'
import { smsOf, spokenOf } from './brief.ts'
import { bundleMessage } from './bundle-message.ts'
import { cutGsm, isGsm, segmentsOf, septetsOf, smsSeptetsMax, toGsm } from './gsm.ts'
import { type Incident, incidentKinds, type Verdict } from './incident.ts'
import { type Message, messageOf, testMessage } from './message.ts'
import { tapUrl } from './tap.ts'

const subject = {
  checkName: 'checkout-api',
  checkTarget: 'https://checkout.example/health',
  baseUrl: 'https://esonar.example',
}
/** With the link that a message has when it leaves. */
function tappable(message: Message, baseUrl: string): Message {
  const { links } = message
  if (!links.acknowledge) return message
  const acknowledge = tapUrl(baseUrl, workspace, 'k5q2m7x3n6p4r2w')
  return { ...message, links: { ...links, acknowledge } }
}
const opened = (incident: Incident, more: Partial<typeof subject> = {}) => {
  const whole = { ...subject, ...more, incident }
  return tappable(messageOf(whole, incident.events[0]!, true), whole.baseUrl)
}
const news = (state: ReturnType<typeof follow>) => {
  const message = messageOf({ ...subject, incident: state.incident }, state.event, false)
  return tappable(message, subject.baseUrl)
}
const endsAt = openedAt + 6.4 * 86_400_000

const facts: Partial<Record<Incident['kind'], Partial<Verdict>>> = {
  down: { reason: 'connect_timeout', phase: 'connect', waitedMs: 10_000, budgetMs: 10_000 },
  regional: { rule: 'minority', fail: ['oc'], pass: ['weur', 'enam'] },
  slow: { rule: 'slow_median', fail: [], medianMs: 4_100, slowAfterMs: 2_000 },
  blocked: { rule: 'blocked', fail: ['enam'], reason: 'status', status: 403 },
  certificate: { rule: 'expiry', fail: [], reason: 'certificate_expires', daysLeft: 6.4, endsAt },
  content: { rule: 'content', fail: [], bytes: 0, usualBytes: 18_240 },
  domain: { rule: 'expiry', fail: [], reason: 'domain_expires', daysLeft: 6.4, endsAt },
  node: { rule: 'unwell', asked: [], fail: [] },
  silent: {
    rule: 'heartbeat_late',
    asked: [],
    fail: [],
    beat: {
      lastAt: openedAt - 90_000_000,
      expectedAt: openedAt - 3_600_000,
      schedule: 'every 1 d',
      graceSeconds: 3_600,
    },
  },
}
const down = incidentOf()
const long = 'Zahlungsabwicklung Österreich – Prüfung der Schnittstelle № 7 (Łódź) über München'
const others = ['cart', 'search', 'login'].map((name) => opened(incidentOf(), { checkName: name }))

const messages: Record<string, Parameters<typeof smsOf>[0]> = {
  ...Object.fromEntries(
    incidentKinds.map((kind) => [
      kind,
      opened(incidentOf({ kind, verdict: verdictOf(facts[kind] ?? {}) })),
    ]),
  ),
  'long name': opened(down, { checkName: long }),
  'long address': opened(down, { baseUrl: `https://${'monitoring-'.repeat(9)}example.com` }),
  'only other letters': opened(down, { checkName: '支払いサーバー' }),
  worse: news(follow(down, 'raised', 60)),
  acknowledged: news(
    follow(down, 'acknowledged', 90, {
      acknowledgedAt: openedAt + 90_000,
      acknowledgedLevel: 'critical',
      acknowledgedBy: 'Ana',
    }),
  ),
  resolved: news(
    follow(down, 'resolved', 236.6, {
      resolvedAt: openedAt + 236_600,
      resolvedHow: 'recovered',
      downtimeSeconds: 222,
    }),
  ),
  paused: news(
    follow(down, 'resolved', 60, { resolvedAt: openedAt + 60_000, resolvedHow: 'paused' }),
  ),
  together: bundleMessage([opened(down), ...others], 'grp_1', false),
  test: testMessage('my phone', 'Acme', openedAt),
}

describe('a text message', () => {
  it('reads as in the golden file', () => {
    const lines = Object.entries(messages).map(([name, message]) => {
      const text = smsOf(message, 'k3f9x2z', true)
      return `${name} (${septetsOf(text)})\n${text}\n`
    })
    const file = new URL('../../test/contract/messages/sms.txt', import.meta.url)
    if (process.env.UPDATE === '1') writeFileSync(file, lines.join('\n'))
    expect(lines.join('\n')).toBe(readFileSync(file, 'utf8'))
  })

  it.each(Object.entries(messages))('of %s is one part, marked, and keeps its proof', (_, one) => {
    const text = smsOf(one, 'k3f9x2z', true)
    expect(isGsm(text)).toBe(true)
    expect(segmentsOf(text)).toBe(1)
    expect(text.endsWith(' #k3f9x2z')).toBe(true)
    const isFall = one.incident?.kind === 'down' && one.type === 'incident.opened'
    if (isFall && !one.group) expect(text).toContain('3 of 3 places, since 02:58 UTC')
  })

  it('fits and is marked whatever a check is called and wherever we are', () => {
    const anything = fc.record({
      checkName: fc.string({ unit: 'grapheme', maxLength: 200 }),
      baseUrl: fc.webUrl(),
    })
    fc.assert(
      fc.property(anything, fc.constantFrom(...incidentKinds), (more, kind) => {
        const incident = incidentOf({ kind, verdict: verdictOf(facts[kind] ?? {}) })
        const text = smsOf(opened(incident, more), 'k3f9x2z', true)
        return isGsm(text) && septetsOf(text) <= smsSeptetsMax && text.endsWith('#k3f9x2z')
      }),
    )
  })

  it.each(Object.entries(messages))('of %s says where to tap or how to answer', (name, one) => {
    if (!one.incident || name === 'long address') return
    const tap = 'https://esonar.example/'
    expect(smsOf(one, 'k3f9x2z', false)).toContain(tap)
    const text = smsOf(one, 'k3f9x2z', true)
    expect(text.includes(tap) || text.includes('Reply ACK')).toBe(true)
  })

  it('asks for an answer only where one reaches us', () => {
    expect(smsOf(messages.test!, 'k3f9x2z', true)).not.toContain('Reply')
    expect(smsOf(messages.resolved!, 'k3f9x2z', true)).not.toContain('Reply')
    expect(smsOf(messages.slow!, 'k3f9x2z', false)).not.toContain('Reply')
    expect(smsOf(messages.together!, 'k3f9x2z', true)).toContain('Reply ACK')
  })
})

describe('GSM-7', () => {
  it.each([
    ['Österreich, Straße, €5', 'Österreich, Straße, €5'],
    ['Łódź – “über”…', 'Lodz - "über"...'],
    ['naïve Čapek', 'naive Capek'],
    ['支払い ok', '? ok'],
    ['a\u200db\u0000c', 'abc'],
  ])('writes %s as %s', (text, gsm) => {
    expect(toGsm(text)).toBe(gsm)
  })

  it('counts what takes two, and cuts before it', () => {
    expect(septetsOf('{€}')).toBe(6)
    expect(cutGsm('abcd€', 6)).toBe('abcd€')
    expect(cutGsm('abcd€f', 6)).toBe('abcd..')
    expect([segmentsOf('x'.repeat(160)), segmentsOf('x'.repeat(161))]).toEqual([1, 2])
  })
})

it('a voice says level, verdict and proof', () => {
  expect(spokenOf(messages.down!)).toMatchInlineSnapshot(
    `"eSonar, critical. checkout-api is down: no connection in 10 s. 3 of 3 places, since 02:58 UTC."`,
  )
})
