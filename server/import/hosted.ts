// UptimeRobot and Healthchecks: what their APIs answer, saved as a file.
import { Problem } from '../../workers/domain/problem.ts'
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

/** UptimeRobot: the answer of `getMonitors` (v2), or of `/v3/monitors`. */
export function fromUptimeRobot(file: string): Carried {
  const tree = jsonOf(file) as Fields
  const list = Array.isArray(tree) ? tree : (tree.monitors ?? tree.data)
  if (!Array.isArray(list)) throw new Problem('malformed', 'has no list of monitors')
  const carrier = new Carrier()
  for (const one of rowsOf(list)) addMonitor(carrier, one)
  carrier.lose('alert contacts, status pages, maintenance', 'are not in this export')
  return carrier.done()
}

const kinds: Record<string, string> = {
  1: 'HTTP',
  2: 'KEYWORD',
  3: 'PING',
  4: 'PORT',
  5: 'HEARTBEAT',
}

function addMonitor(carrier: Carrier, one: Fields): void {
  const name = text(one.friendly_name ?? one.friendlyName) ?? text(one.url) ?? 'unnamed'
  const given = String(one.type).toUpperCase()
  const kind = kinds[given] ?? given
  const isPaused = one.status === 0 || String(one.status).toUpperCase() === 'PAUSED'
  const made = targetOf(kind, one)
  if (!made) {
    carrier.lose(`monitor "${name}"`, `eSonar has no check for its type ${given}`)
    return
  }
  const heard = kind === 'HEARTBEAT'
  const common = {
    name,
    ...(heard ? {} : { intervalSeconds: interval(one.interval) }),
    ...(isPaused ? { paused: true } : {}),
  }
  const not = heard ? ['the job gets a new address'] : []
  carrier.check(String(one.id), { ...common, ...made }, not)
}

function targetOf(kind: string, one: Fields): Fields | null {
  const url = String(one.url ?? '')
  const host = url.replace(/^[a-z]+:\/\//, '').replace(/[/:].*$/, '')
  if (kind === 'HTTP') return request(one, url)
  if (kind === 'KEYWORD') {
    const keyword = one.keyword_value ?? one.keywordValue
    const how = String(one.keyword_type ?? one.keywordType).toUpperCase()
    // 1, "alert exists": the text must not be there.
    const mustNot = how === '1' || how === 'ALERT_EXISTS'
    return { ...request(one, url), [mustNot ? 'rejectText' : 'expectText']: keyword }
  }
  if (kind === 'PING') return { type: 'ping', host }
  if (kind === 'PORT') return { type: 'tcp', host, port: Number(one.port) }
  if (kind !== 'HEARTBEAT') return null
  const period = Math.max(10, Number(one.interval) || 86_400)
  return {
    type: 'heartbeat',
    periodSeconds: period,
    graceSeconds: Math.max(60, Number(one.gracePeriod) || 300),
  }
}

function request(one: Fields, url: string): Fields {
  const username = text(one.http_username ?? one.httpUsername)
  const password = text(one.http_password ?? one.httpPassword)
  const methods: Record<string, string> = {
    1: 'HEAD',
    2: 'GET',
    3: 'POST',
    4: 'PUT',
    5: 'PATCH',
    6: 'DELETE',
    7: 'OPTIONS',
  }
  const given = String(one.http_method ?? one.httpMethodType ?? 'GET').toUpperCase()
  const method = methods[given] ?? given
  const headers = headersOf(one.custom_http_headers ?? one.customHttpHeaders)
  return {
    type: 'http',
    url,
    ...(method === 'GET' ? {} : { method }),
    ...(username && password ? { basicAuth: { username, password } } : {}),
    ...(headers ? { headers } : {}),
  }
}

/** Healthchecks: the answer of `/api/v3/checks/` with a read-write key. Addresses stay as they are. */
export function fromHealthchecks(file: string): Carried {
  const tree = jsonOf(file) as Fields
  const list = Array.isArray(tree) ? tree : tree.checks
  if (!Array.isArray(list)) throw new Problem('malformed', 'has no list of checks')
  const carrier = new Carrier()
  for (const one of rowsOf(list)) addBeat(carrier, one)
  carrier.lose('integrations and past pings', 'are not in this export')
  return carrier.done()
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i

function addBeat(carrier: Carrier, one: Fields): void {
  const token = uuid.exec(String(one.ping_url ?? one.uuid ?? ''))?.[0]
  const tags = String(one.tags ?? '')
    .split(/\s+/)
    .filter((tag) => tag !== '')
  const schedule = text(one.schedule)
  const name = text(one.name) ?? text(one.slug) ?? 'unnamed'
  const not = token ? [] : ['its address is not in the export (a read-only key): it gets a new one']
  if (text(one.subject) || text(one.success_kw) || text(one.failure_kw))
    not.push('keywords of mail are not carried over')
  carrier.check(
    String(one.slug),
    {
      type: 'heartbeat',
      name,
      ...(schedule
        ? { cron: schedule, timeZone: text(one.tz) ?? 'UTC' }
        : { periodSeconds: Math.max(10, Number(one.timeout) || 86_400) }),
      graceSeconds: Math.max(5, Number(one.grace) || 3_600),
      slug: text(one.slug),
      token,
      ...(tags.length > 0 ? { tags: tags.map((tag) => tag.slice(0, 40)).slice(0, 20) } : {}),
      ...(one.status === 'paused' ? { paused: true } : {}),
    },
    not,
  )
}
