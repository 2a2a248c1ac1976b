// Uptime Kuma: the JSON of its backup, and its SQLite database. Both are read into the same rows.
import { DatabaseSync } from 'node:sqlite'
import {
  type Carried,
  Carrier,
  type Fields,
  headersOf,
  interval,
  jsonOf,
  rowsOf,
  text,
} from './carried.ts'

/** From the text of a backup (`kuma.json`). */
export function fromKumaJson(backup: string): Carried {
  const { monitorList, notificationList } = jsonOf(backup) as Fields
  const monitors = rowsOf(monitorList).map(
    (one): Fields => ({
      ...one,
      tagNames: rowsOf(one.tags).map(tagText),
      accepted: one.accepted_statuscodes,
    }),
  )
  return carry(monitors, rowsOf(notificationList))
}

/** From a database file (`kuma.db`); it is only read. */
export function fromKumaDatabase(path: string): Carried {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const all = (sql: string) => database.prepare(sql).all() as Fields[]
    const tags = all(
      'select m.monitor_id, m.value, t.name from monitor_tag m join tag t on t.id = m.tag_id',
    )
    const monitors = all('select * from monitor order by id').map(
      (one): Fields => ({
        ...one,
        tagNames: tags.filter((tag) => tag.monitor_id === one.id).map(tagText),
        accepted: one.accepted_statuscodes_json
          ? jsonOf(String(one.accepted_statuscodes_json))
          : [],
      }),
    )
    return carry(monitors, all('select * from notification order by id'))
  } finally {
    database.close()
  }
}

const tagText = ({ name, value }: Fields) =>
  [text(name), text(value)]
    .filter((one) => !!one)
    .join(' ')
    .slice(0, 40)

/** A column by its name in the database or in the backup. */
const field = (row: Fields, ...names: string[]) =>
  names.map((name) => row[name]).find((value) => value !== undefined && value !== null)
const isOn = (value: unknown) => value === true || value === 1

function carry(monitors: Fields[], notifications: Fields[]): Carried {
  const carrier = new Carrier()
  for (const one of notifications) addChannel(carrier, one)
  const groups = monitors.filter((one) => one.type === 'group')
  for (const one of monitors) if (one.type !== 'group') addMonitor(carrier, one)
  for (const one of groups) addGroup(carrier, one, monitors)
  carrier.lose('retries', 'eSonar asks several places at once instead; see confirmSeconds')
  carrier.lose('history, status pages, maintenance, users', 'are not in the export’s reach')
  return carrier.done()
}

function addGroup(carrier: Carrier, group: Fields, monitors: Fields[]): void {
  const inside = monitors.filter((one) => one.parent === group.id)
  const members = inside.flatMap((one) => carrier.nameOf(String(one.id)) ?? [])
  if (members.length === 0) {
    carrier.lose(`group "${group.name}"`, 'has no member that was carried')
    return
  }
  carrier.check(String(group.id), { type: 'group', name: group.name, members })
}

function addMonitor(carrier: Carrier, row: Fields): void {
  const type = String(row.type)
  const make = types[type]
  const not: string[] = []
  const made = make?.(row, not)
  if (!made) {
    carrier.lose(`${type} monitor "${row.name}"`, 'eSonar has no such check')
    return
  }
  if (isOn(field(row, 'upside_down', 'upsideDown')))
    not.push('"upside down" is left out: failing was well')
  if (isOn(field(row, 'ignore_tls', 'ignoreTls'))) not.push('TLS errors are not ignored here')
  const tags = (row.tagNames as string[]).filter((tag) => tag !== '')
  const common = {
    name: row.name,
    ...(type === 'push' ? {} : { intervalSeconds: interval(row.interval) }),
    ...(isOn(row.active ?? true) ? {} : { paused: true }),
    ...(tags.length > 0 ? { tags: [...new Set(tags)].slice(0, 20) } : {}),
  }
  carrier.check(String(row.id), { ...common, ...made }, not)
}

type Make = (row: Fields, not: string[]) => Fields | null

const port = (row: Fields) => ({ host: row.hostname, port: Number(row.port) })

const types: Record<string, Make> = {
  http,
  keyword: (row, not) => ({
    ...http(row, not),
    [isOn(field(row, 'invert_keyword', 'invertKeyword')) ? 'rejectText' : 'expectText']:
      row.keyword,
  }),
  'json-query': (row, not) => {
    not.push(
      `its JSON query ${String(field(row, 'json_path', 'jsonPath'))} must be written as a line of expect`,
    )
    return http(row, not)
  },
  port: (row) => ({ type: 'tcp', ...port(row) }),
  ping: (row) => ({ type: 'ping', host: row.hostname }),
  dns: (row) => ({
    type: 'dns',
    host: row.hostname,
    recordType: field(row, 'dns_resolve_type', 'dnsResolveType'),
  }),
  push: (row, not) => {
    const token = text(field(row, 'push_token', 'pushToken'))
    const fits = token !== undefined && /^[A-Za-z0-9_-]{22,64}$/.test(token)
    if (!fits) not.push('its push token is too short to keep: the job gets a new address')
    return {
      type: 'heartbeat',
      periodSeconds: Math.max(10, Number(row.interval)),
      graceSeconds: Math.max(5, Number(row.interval)),
      ...(fits ? { token } : {}),
    }
  },
  redis: (row) => byConnection(row, 'redis', 6379),
  postgres: (row) => byConnection(row, 'postgresql', 5432),
  mysql: (row) => byConnection(row, 'mysql', 3306),
  manual: () => ({ type: 'manual' }),
}

/** The service behind a connection string, without its password: that it speaks is seen. */
function byConnection(row: Fields, speaks: string, usual: number): Fields | null {
  const given = text(field(row, 'database_connection_string', 'databaseConnectionString'))
  if (!given || !URL.canParse(given)) return null
  const url = new URL(given)
  return { type: 'tcp', host: url.hostname, port: Number(url.port || usual), speaks }
}

function http(row: Fields, not: string[]): Fields {
  const method = String(row.method ?? 'GET').toUpperCase()
  const headers = text(row.headers)
  const user = text(field(row, 'basic_auth_user', 'basicAuthUser'))
  const password = text(field(row, 'basic_auth_pass', 'basicAuthPass'))
  const timeout = Number(row.timeout)
  if (Number(row.maxredirects ?? 10) === 0) not.push('redirects are followed; say refuseRedirects')
  const accepted = Array.isArray(row.accepted) ? row.accepted.map(String) : []
  const isUsual = accepted.length === 0 || accepted.join() === '200-299'
  return {
    type: 'http',
    url: row.url,
    ...(method === 'GET' ? {} : { method }),
    ...(text(row.body) && method !== 'GET' && method !== 'HEAD' ? { body: row.body } : {}),
    ...(headers ? { headers: headersOf(jsonOf(headers)) } : {}),
    ...(user && password ? { basicAuth: { username: user, password } } : {}),
    ...(isUsual ? {} : { expectStatus: accepted.join(',') }),
    ...(timeout >= 1 && timeout <= 60 ? { timeoutMs: Math.round(timeout * 1000) } : {}),
  }
}

/** From the settings of a notification to those of a channel. */
const receivers: Record<string, (config: Fields) => Fields> = {
  slack: (one) => ({ type: 'slack', url: one.slackwebhookURL }),
  discord: (one) => ({ type: 'discord', url: one.discordWebhookUrl }),
  teams: (one) => ({ type: 'teams', url: one.webhookUrl }),
  GoogleChat: (one) => ({ type: 'googleChat', url: one.googleChatWebhookURL }),
  mattermost: (one) => ({ type: 'mattermost', url: one.mattermostWebhookUrl }),
  telegram: (one) => ({ type: 'telegram', chat: one.telegramChatID, token: one.telegramBotToken }),
  webhook: (one) => ({ type: 'webhook', url: one.webhookURL }),
  ntfy: (one) => ({ type: 'ntfy', topic: one.ntfytopic, server: one.ntfyserverurl }),
  pushover: (one) => ({ type: 'pushover', user: one.pushoveruserkey, token: one.pushoverapptoken }),
  PagerDuty: (one) => ({ type: 'pagerduty', key: one.pagerdutyIntegrationKey }),
  smtp: (one) => ({ type: 'email', to: one.smtpTo }),
}

function addChannel(carrier: Carrier, row: Fields): void {
  const config = (
    typeof row.config === 'string' ? jsonOf(row.config) : (row.config ?? row)
  ) as Fields
  const make = receivers[String(config.type)]
  if (!make) {
    carrier.lose(`notification "${row.name}"`, `eSonar has no channel ${config.type}`)
    return
  }
  carrier.channel({ name: row.name, ...make(config) })
}
