import { describe, expect, it } from 'vitest'
import { checkOf, configOf, incidentOf, verdictOf } from '../../test/fakes/telling.ts'
import type { Check } from './check/check.ts'
import { dnsDefaults } from './check/dns.ts'
import { targetText } from './check/index.ts'
import type { Page } from './config.ts'
import type { Incident } from './incident.ts'
import { viewOf } from './page/view.ts'
import { type PageSnapshot, snapshotOf } from './page.ts'

const now = 1_800_000_000_000
const page: Page = {
  v: 1,
  id: 'pag_1',
  workspace: 'acme00000001',
  version: 1,
  slug: 'acme',
  title: 'Acme',
  checks: null,
  isPublic: true,
}

function publicOf(check: Check, incidents: Incident[] = []) {
  const states = new Map([[check.id, { health: 'down' as const, since: now - 60_000, incidents }]])
  return snapshotOf(page, configOf({ checks: [check] }), states, now)
}

const componentsIn = (one: PageSnapshot) => one.groups.flatMap((group) => group.components)

describe('a check without a name of its own is called by its host', () => {
  const base = checkOf()
  it.each<[string, Partial<Check>, string]>([
    [
      'with a path and a secret in it',
      { type: 'http', http: httpWith('https://shop.example:8443/x?token=abc') },
      'shop.example',
    ],
    ['with a port', { type: 'tcp', tcp: { host: 'db.example', port: 5432 } }, 'db.example'],
    [
      'with a name to resolve',
      { type: 'dns', dns: { host: 'WWW.shop.example', ...dnsDefaults } } as Partial<Check>,
      'www.shop.example',
    ],
  ])('%s', (_what, facts, name) => {
    const check = { ...base, ...facts } as Check
    const unnamed = {
      ...check,
      name: targetText(check),
    }
    const shown = publicOf(unnamed, [incidentOf()])
    expect(componentsIn(shown).map((one) => one.name)).toEqual([name])
    expect(viewOf(shown, null, now).open.map((one) => one.impact)).toEqual(['down'])
    for (const secret of ['token', '8443', '5432']) {
      expect(JSON.stringify(shown)).not.toContain(secret)
    }
  })

  it('and by its name when it has one', () => {
    expect(componentsIn(publicOf({ ...base, name: 'Checkout' }))[0]?.name).toBe('Checkout')
  })
})

it('what an answer said is not the public’s', () => {
  const unmet = { line: 'json $.db equals ok', found: '"lost primary db-7"' }
  const verdict = verdictOf({ reason: 'expectation', unmet })
  const shown = publicOf(checkOf(), [incidentOf({ verdict })])
  expect(shown.incidents).toHaveLength(1)
  expect(JSON.stringify(shown)).not.toMatch(/db-7|\$\.db/)
})

function httpWith(url: string) {
  const check = checkOf()
  if (check.type !== 'http') throw new Error('the fake is not an http check')
  return { ...check.http, url }
}
