// Exports of others as they look, and what becomes of them: every item passes the API's own schemas,
// and what cannot be carried is said.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { readItems, writeItems } from '../code/text.ts'
import type { Carried } from './carried.ts'
import { fromGatus, meaningOf, secondsOf } from './gatus.ts'
import { fromHealthchecks, fromUptimeRobot } from './hosted.ts'
import { fromKumaDatabase, fromKumaJson } from './kuma.ts'

const lostOf = ({ losses }: Carried) => losses.map(({ what, why }) => `${what}: ${why}`).join('\n')

/** Through the file and back, as `apply` reads it. */
function checksOf({ items }: Carried) {
  expect(readItems(writeItems(items, []), 'x.yaml', {})).toEqual(items)
  return items.checks
}

const base = {
  active: true,
  interval: 60,
  maxretries: 2,
  accepted_statuscodes: ['200-299'],
  tags: [],
}
const backup = {
  version: '1.23.16',
  notificationList: [
    {
      id: 1,
      name: 'Ops',
      config: '{"type":"slack","slackwebhookURL":"https://hooks.slack.com/services/T/B/x"}',
    },
    { id: 2, name: 'Pager', config: '{"type":"signal"}' },
  ],
  monitorList: [
    { ...base, id: 1, name: 'Servers', type: 'group' },
    {
      ...base,
      id: 2,
      name: 'Shop',
      type: 'http',
      url: 'https://shop.example/',
      method: 'POST',
      body: '{"a":1}',
      headers: '{"x-key":"word"}',
      basic_auth_user: 'ann',
      basic_auth_pass: 'pass',
      accepted_statuscodes: ['200-299', '301'],
      timeout: 48,
      parent: 1,
      tags: [{ name: 'region', value: 'eu' }],
    },
    {
      ...base,
      id: 3,
      name: 'Shop',
      type: 'keyword',
      url: 'https://b.example/',
      keyword: 'ok',
      parent: 1,
    },
    {
      ...base,
      id: 4,
      name: 'SSH',
      type: 'port',
      hostname: '10.0.0.1',
      port: 22,
      interval: 5,
      active: false,
    },
    { ...base, id: 5, name: 'Ping', type: 'ping', hostname: '10.0.0.1' },
    { ...base, id: 6, name: 'MX', type: 'dns', hostname: 'example.com', dns_resolve_type: 'MX' },
    { ...base, id: 7, name: 'Job', type: 'push', pushToken: 'abcdefghijabcdefghij123456' },
    { ...base, id: 8, name: 'Old job', type: 'push', pushToken: 'short' },
    { ...base, id: 9, name: 'Game', type: 'gamedig' },
    {
      ...base,
      id: 10,
      name: 'DB',
      type: 'postgres',
      databaseConnectionString: 'postgres://u:hidden-word@db.example/x',
    },
    { ...base, id: 11, name: 'Odd', type: 'http', url: 'nowhere', upsideDown: true },
  ],
}

describe('Uptime Kuma', () => {
  it('by its backup', () => {
    const carried = fromKumaJson(JSON.stringify(backup))
    expect(checksOf(carried)).toMatchObject([
      {
        name: 'Shop',
        url: 'https://shop.example/',
        method: 'POST',
        headers: [{ name: 'x-key', value: 'word' }],
        basicAuth: { username: 'ann', password: 'pass' },
        expectStatus: '200-299,301',
        timeoutMs: 48_000,
        tags: ['region eu'],
      },
      { name: 'Shop (2)', expectText: 'ok' },
      { name: 'SSH', type: 'tcp', host: '10.0.0.1', port: 22, intervalSeconds: 10, paused: true },
      { name: 'Ping', type: 'ping' },
      { name: 'MX', type: 'dns', recordType: 'MX' },
      { name: 'Job', type: 'heartbeat', token: 'abcdefghijabcdefghij123456' },
      { name: 'Old job', type: 'heartbeat', periodSeconds: 60 },
      { name: 'DB', type: 'tcp', host: 'db.example', port: 5432, speaks: 'postgresql' },
      { name: 'Servers', type: 'group', members: ['Shop', 'Shop (2)'] },
    ])
    expect(carried.items.channels).toMatchObject([{ name: 'Ops', type: 'slack' }])
    const lost = lostOf(carried)
    expect(lost).toContain('gamedig monitor "Game": eSonar has no such check')
    expect(lost).toContain('notification "Pager": eSonar has no channel signal')
    expect(lost).toContain('check "Old job": its push token is too short to keep')
    expect(lost).toMatch(/check "Odd": url /)
    expect(JSON.stringify(carried)).not.toContain('hidden-word')
  })

  it('by its database, with the same result', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'esonar-kuma-')), 'kuma.db')
    const database = new DatabaseSync(path)
    database.exec(`
      create table monitor (id integer, name text, active int, interval int, url text, type text,
        hostname text, port int, keyword text, upside_down int, ignore_tls int, maxredirects int,
        accepted_statuscodes_json text, dns_resolve_type text, push_token text, method text,
        body text, headers text, basic_auth_user text, basic_auth_pass text, timeout real,
        parent int, invert_keyword int, database_connection_string text);
      create table tag (id integer, name text);
      create table monitor_tag (monitor_id int, tag_id int, value text);
      create table notification (id integer, name text, config text);
      insert into tag values (1, 'region'); insert into monitor_tag values (2, 1, 'eu');`)
    for (const one of backup.monitorList as Record<string, unknown>[]) {
      const row = {
        ...pick(one, ['id', 'name', 'interval', 'url', 'type', 'hostname', 'port', 'keyword']),
        ...pick(one, [
          'method',
          'body',
          'headers',
          'basic_auth_user',
          'basic_auth_pass',
          'timeout',
        ]),
        ...pick(one, ['dns_resolve_type', 'parent']),
        active: one.active ? 1 : 0,
        upside_down: one.upsideDown ? 1 : 0,
        push_token: one.pushToken ?? null,
        database_connection_string: one.databaseConnectionString ?? null,
        accepted_statuscodes_json: JSON.stringify(one.accepted_statuscodes),
      }
      const names = Object.keys(row)
      database
        .prepare(`insert into monitor (${names}) values (${names.map(() => '?')})`)
        .run(...(Object.values(row) as string[]))
    }
    for (const { id, name, config } of backup.notificationList)
      database.prepare('insert into notification values (?, ?, ?)').run(id, name, config)
    database.close()
    expect(fromKumaDatabase(path)).toEqual(fromKumaJson(JSON.stringify(backup)))
  })
})

const pick = (row: Record<string, unknown>, names: string[]) =>
  Object.fromEntries(names.map((name) => [name, row[name] ?? null]))

describe('Gatus', () => {
  const config = `
alerting:
  slack: {webhook-url: "https://hooks.slack.com/services/T/B/x"}
  opsgenie: {api-key: x}
endpoints:
  - name: front
    group: core
    url: "https://a.example/health"
    interval: 1m30s
    headers: {Authorization: "Bearer \${TOKEN}"}
    client: {timeout: 5s, insecure: true}
    conditions:
      - "[STATUS] == 200"
      - "[BODY].status == UP"
      - "[RESPONSE_TIME] < 500"
      - "[CERTIFICATE_EXPIRATION] > 240h"
      - "len([BODY].items) > 3"
  - {name: dns, url: "8.8.8.8", dns: {query-name: example.com, query-type: A}, conditions: ["[DNS_RCODE] == NOERROR"]}
  - {name: ssh, url: "ssh://a.example:22", conditions: ["[CONNECTED] == true"]}
  - {name: port, url: "tcp://a.example:25", conditions: ["[CONNECTED] == true"]}
  - {name: ping, url: "icmp://a.example", conditions: ["[CONNECTED] == true"]}
external-endpoints:
  - {name: job, group: core, token: x, heartbeat: {interval: 30m}}
`
  it('by its configuration; variables stay', () => {
    const carried = fromGatus(config)
    const file = writeItems(carried.items, [], true)
    expect(readItems(file, 'x.yaml', { TOKEN: 'word' }).checks).toMatchObject([
      {
        name: 'front',
        tags: ['core'],
        intervalSeconds: 90,
        timeoutMs: 5_000,
        headers: [{ name: 'Authorization', value: 'Bearer word' }],
        expectStatus: '200',
        expect: ['json $.status equals UP'],
        slowAfterMs: 500,
        certificateWarningDays: 10,
      },
      { name: 'dns', type: 'dns', host: 'example.com' },
      { name: 'port', type: 'tcp', host: 'a.example', port: 25 },
      { name: 'ping', type: 'ping', host: 'a.example' },
      { name: 'job', type: 'heartbeat', periodSeconds: 1_800 },
    ])
    expect(carried.items.channels).toHaveLength(1)
    const lost = lostOf(carried)
    expect(lost).toContain('the condition len([BODY].items) > 3 is not carried over')
    expect(lost).toContain('TLS errors are not ignored here')
    expect(lost).toContain('alerting "opsgenie"')
    expect(lost).toContain('endpoint "ssh": eSonar has no check for ssh://a.example:22')
  })

  it.each([
    ['[STATUS] == any(200, 429)', { expectStatus: '200,429' }],
    ['[STATUS] < 300', { expectStatus: '200-299' }],
    ['[STATUS] <= 299', { expectStatus: '200-299' }],
    ['[STATUS] != 500', null],
    ['[BODY] == pat(*all good*)', { expectText: 'all good' }],
    ['[BODY] != pat(*error*)', { rejectText: 'error' }],
    ['[BODY].n > 5', 'json $.n above 5'],
    ['[BODY].a[0].b == x', 'json $.a[0].b equals x'],
    ['[DOMAIN_EXPIRATION] > 720h', null],
    ['nonsense', null],
  ])('%s means %j', (condition, meaning) => {
    expect(meaningOf(condition, 'http')).toEqual(meaning)
  })

  it.each([
    ['30s', 30],
    ['1h5m', 3_900],
    ['500ms', 0.5],
    [undefined, 0],
  ])('%s is %d s', (given, seconds) => {
    expect(secondsOf(given)).toBe(seconds)
  })
})

describe('UptimeRobot', () => {
  it('by the answer of its API', () => {
    const monitors = [
      {
        id: 1,
        friendly_name: 'Shop',
        url: 'https://a.example',
        type: 1,
        interval: 300,
        status: 2,
        http_method: 1,
      },
      {
        id: 2,
        friendly_name: 'Word',
        url: 'https://b.example',
        type: 2,
        keyword_type: 2,
        keyword_value: 'ok',
        interval: 60,
        status: 0,
      },
      {
        id: 3,
        friendly_name: 'Bad word',
        url: 'https://b.example',
        type: 2,
        keyword_type: 1,
        keyword_value: 'no',
      },
      { id: 4, friendly_name: 'Port', url: 'mail.example', type: 4, port: 25, interval: 300 },
      { id: 5, friendly_name: 'Ping', url: 'a.example', type: 3, interval: 300 },
      { id: 6, friendlyName: 'Beat', url: '', type: 'Heartbeat', interval: 3600 },
      { id: 7, friendly_name: 'Odd', type: 99 },
    ]
    const carried = fromUptimeRobot(JSON.stringify({ stat: 'ok', monitors }))
    expect(checksOf(carried)).toMatchObject([
      { name: 'Shop', type: 'http', method: 'HEAD', intervalSeconds: 300 },
      { name: 'Word', expectText: 'ok', paused: true },
      { name: 'Bad word', rejectText: 'no' },
      { name: 'Port', type: 'tcp', host: 'mail.example', port: 25 },
      { name: 'Ping', type: 'ping' },
      { name: 'Beat', type: 'heartbeat', periodSeconds: 3_600 },
    ])
    expect(lostOf(carried)).toContain('monitor "Odd"')
  })
})

describe('Healthchecks', () => {
  it('by the answer of its API: jobs keep their addresses', () => {
    const id = '803f680d-e89b-492b-82ef-2be7b774a92d'
    const checks = [
      {
        name: 'Backup',
        slug: 'backup',
        tags: 'prod db',
        timeout: 86_400,
        grace: 3_600,
        status: 'up',
        ping_url: `https://hc.example/${id}`,
      },
      {
        name: 'Nightly',
        slug: 'nightly',
        tags: '',
        schedule: '0 3 * * *',
        tz: 'Europe/Riga',
        grace: 60,
        status: 'paused',
      },
    ]
    const carried = fromHealthchecks(JSON.stringify({ checks }))
    expect(checksOf(carried)).toMatchObject([
      {
        name: 'Backup',
        periodSeconds: 86_400,
        graceSeconds: 3_600,
        slug: 'backup',
        token: id,
        tags: ['prod', 'db'],
      },
      { name: 'Nightly', cron: '0 3 * * *', timeZone: 'Europe/Riga', paused: true },
    ])
    expect(lostOf(carried)).toContain('check "Nightly": its address is not in the export')
  })

  it.each([fromHealthchecks, fromUptimeRobot, fromKumaJson])('what is no JSON is said', (read) => {
    expect(() => read('<html>')).toThrow(/is not JSON/)
  })
})
