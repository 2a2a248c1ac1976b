// Checks of all workspaces that reach a site: every one of them is found, by an index and not by
// reading them all, on every PostgreSQL.
import { PgDialect } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Check,
  type CheckInput,
  checkInput,
  resolveCheck,
} from '../../workers/domain/check/index.ts'
import { makeId } from '../../workers/domain/id.ts'
import { siteOfCheck } from '../../workers/domain/site.ts'
import { near } from '../../workers/store/checks.ts'
import { openPlace, type Place, placeNames } from './store-place.ts'
import * as world from './store-world.ts'

const { acme } = world
/** As people type them, of each type that reaches a host. */
const targets: object[] = [
  { type: 'http', url: 'https://example.com/a' },
  { type: 'http', url: 'https://EXAMPLE.com./' },
  { type: 'http', url: 'http://deep.www.example.com:8080/?x=1' },
  { type: 'http', url: 'https://example.com?other.org' },
  { type: 'http', url: 'https://other.org/example.com' },
  { type: 'http', url: 'https://notexample.com/' },
  { type: 'http', url: 'https://example.com.evil.org/' },
  { type: 'http', url: 'https://other.org/', name: '"host": "example.com"' },
  { type: 'websocket', url: 'wss://live.example.com/ws' },
  { type: 'tcp', host: 'db.example.com', port: 5432 },
  { type: 'tcp', host: '192.0.2.1', port: 80 },
  { type: 'tcp', host: '[2001:db8::1]', port: 80 },
  { type: 'tls', host: 'Example.com', port: 443 },
]

describe.each(placeNames)('checks of a site on the %s PostgreSQL', (name) => {
  let place: Place
  const made: Check[] = []
  beforeAll(async () => {
    place = await openPlace(name)
    await world.settle(place)
    for (const [n, target] of targets.entries()) {
      const facts = {
        id: makeId('check', acme, `s${n}`),
        workspace: acme,
        nowIso: new Date().toISOString(),
      }
      const input = checkInput.parse({ name: `target ${n}`, ...target }) as CheckInput
      made.push(resolveCheck(input, facts))
      await place.config.putCheck(acme, made.at(-1)!, null, world.audit)
    }
  }, 30_000)
  afterAll(() => place?.stop())

  it.each(['example.com', '192.0.2.1', '[2001:db8::1]', 'other.org', 'ample.com'])(
    'are those of which the domain says so: %s',
    async (site) => {
      const found = (await place.config.checksNear(site)).map((one) => one.id)
      const wanted = made.filter((one) => siteOfCheck(one) === site).map((one) => one.id)
      expect(found.toSorted()).toEqual(wanted.toSorted())
      expect(wanted.length > 0).toBe(site !== 'ample.com')
    },
  )

  it('do not count while they are paused', async () => {
    await place.query('update checks set paused = true where id = $1', [made[0]!.id])
    const found = (await place.config.checksNear('example.com')).map((one) => one.id)
    expect(found).not.toContain(made[0]!.id)
  })

  it('are found by the index among many', async () => {
    await place.query(
      `insert into checks (v, id, workspace, version, type, name, interval_seconds, timeout_ms,
         confirm_seconds, recover_seconds, regional_seconds, patience_seconds, paused, down_level,
         tags, settings, created_at, updated_at)
       select 1, 'chk_' || $1::text || '_m' || n, $1, 1, 'http', 'x', 60, 10000, 15, 30, 300, 24,
         false, 'critical', '{}',
         jsonb_build_object('http', jsonb_build_object('url', 'https://h' || n || '.org/')),
         now(), now() from generate_series(1, 5000) n`,
      [acme],
    )
    await place.query('analyze checks')
    const { sql, params } = new PgDialect().sqlToQuery(near('example.com'))
    const plan = await place.query(
      `explain select * from checks c where not c.paused and ${sql}`,
      params as string[],
    )
    const text = plan.map((row) => row['QUERY PLAN']).join('\n')
    expect(text).toContain('checks_by_site')
    expect(text).not.toContain('Seq Scan')
  })
})
