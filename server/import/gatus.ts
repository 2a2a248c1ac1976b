// Gatus: its configuration in YAML. Conditions become what a check expects, where it can.
import { parse } from 'yaml'
import { Problem } from '../../workers/domain/problem.ts'
import { type Carried, Carrier, type Fields, headersOf, interval, rowsOf, text } from './carried.ts'

/** From the text of `config.yaml`. Variables stay variables: `${NAME}` means the same here. */
export function fromGatus(config: string): Carried {
  let tree: Fields
  try {
    tree = (parse(config) ?? {}) as Fields
  } catch (fault) {
    throw new Problem('malformed', `is not YAML (${(fault as Error).message.split('\n')[0]})`)
  }
  const carrier = new Carrier()
  for (const [name, settings] of Object.entries((tree.alerting ?? {}) as Record<string, Fields>))
    addChannel(carrier, name, settings)
  for (const one of rowsOf(tree.endpoints)) addEndpoint(carrier, one)
  for (const one of rowsOf(tree['external-endpoints'])) {
    const beat = (one.heartbeat ?? {}) as Fields
    const periodSeconds = secondsOf(beat.interval) || 86_400
    carrier.check(
      String(one.name),
      { type: 'heartbeat', name: one.name, periodSeconds, tags: tagsOf(one) },
      ['its token is that of Gatus: the job gets a new address'],
    )
  }
  for (const name of ['suites', 'announcements', 'maintenance', 'connectivity', 'remote'])
    if (tree[name] !== undefined) carrier.lose(name, 'is not carried over')
  return carrier.done()
}

const tagsOf = ({ group }: Fields) => (text(group) ? [String(group).slice(0, 40)] : undefined)

/** `1m30s` in seconds; 0: it is none. */
export function secondsOf(given: unknown): number {
  const units: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600 }
  const parts = String(given ?? '').matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)
  return [...parts].reduce((sum, [, n, unit]) => sum + Number(n) * units[unit!]!, 0)
}

function addEndpoint(carrier: Carrier, one: Fields): void {
  const not: string[] = []
  const target = targetOf(one)
  if (!target) {
    carrier.lose(`endpoint "${one.name}"`, `eSonar has no check for ${one.url}`)
    return
  }
  const client = (one.client ?? {}) as Fields
  if (client.insecure === true) not.push('TLS errors are not ignored here')
  const timeoutMs = Math.round(secondsOf(client.timeout) * 1000)
  const fields: Fields = {
    name: one.name,
    ...target,
    intervalSeconds: interval(secondsOf(one.interval) || 60),
    ...(timeoutMs >= 1_000 && timeoutMs <= 60_000 ? { timeoutMs } : {}),
    ...(one.enabled === false ? { paused: true } : {}),
    tags: tagsOf(one),
  }
  const expect: string[] = []
  const conditions = Array.isArray(one.conditions) ? one.conditions.map(String) : []
  for (const condition of conditions) {
    const is = meaningOf(condition, String(target.type))
    if (is === null) not.push(`the condition ${condition} is not carried over`)
    else if (typeof is === 'string') expect.push(is)
    else Object.assign(fields, is)
  }
  if (expect.length > 0) fields.expect = expect
  carrier.check(`${one.group ?? ''}/${one.name}`, fields, not)
}

function targetOf(one: Fields): Fields | null {
  const url = String(one.url ?? '')
  const dns = one.dns as Fields | undefined
  if (dns) return { type: 'dns', host: dns['query-name'], recordType: dns['query-type'] }
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.*)$/.exec(url) ?? []
  const [, host = rest, port] = /^(.*?):(\d+)/.exec(rest) ?? []
  if (scheme === 'http' || scheme === 'https') return request(one, url)
  if (scheme === 'ws' || scheme === 'wss') return { type: 'websocket', url }
  if (scheme === 'tcp') return { type: 'tcp', host, port: Number(port) }
  if (scheme === 'tls') return { type: 'tls', host, ...(port ? { port: Number(port) } : {}) }
  if (scheme === 'starttls')
    return { type: 'tls', host, port: Number(port ?? 25), starttls: 'smtp' }
  return scheme === 'icmp' ? { type: 'ping', host: rest } : null
}

function request(one: Fields, url: string): Fields {
  const method = String(one.method ?? 'GET').toUpperCase()
  return {
    type: 'http',
    url,
    ...(method === 'GET' ? {} : { method }),
    ...(text(one.body) && method !== 'GET' ? { body: one.body } : {}),
    ...(one.headers ? { headers: headersOf(one.headers) } : {}),
  }
}

/** What a condition is here: fields, a line of `expect`, or nothing (null). */
export function meaningOf(condition: string, type: string): Fields | string | null {
  const [, what = '', sign = '', raw = ''] =
    /^(\S+)\s*(==|!=|<=|>=|<|>)\s*(.*)$/.exec(condition) ?? []
  const value = raw.trim()
  if (/^\[(CONNECTED|DNS_RCODE)\]$/.test(what)) return /true|NOERROR/.test(value) ? {} : null
  if (what === '[STATUS]' && type === 'http') return statusOf(sign, value)
  if (what === '[RESPONSE_TIME]' && sign.startsWith('<'))
    return { slowAfterMs: Math.min(60_000, Math.max(10, Number(value))) }
  if (what === '[CERTIFICATE_EXPIRATION]' && sign.startsWith('>')) {
    const days = Math.max(1, Math.round(secondsOf(value) / 86_400))
    return type === 'http' || type === 'tls'
      ? { certificateWarningDays: days, certificateInfoDays: Math.max(days, 21) }
      : null
  }
  if (type !== 'http') return null
  if (what === '[BODY]') return bodyOf(sign, value)
  const path = /^\[BODY\](\.[\w.[\]]+)$/.exec(what)?.[1]
  const is = { '==': 'equals', '!=': 'not equals', '<': 'below', '>': 'above' }[sign]
  return path && is && !/^(pat|any|has|len)\(/.test(value) ? `json $${path} ${is} ${value}` : null
}

function statusOf(sign: string, value: string): Fields | null {
  const any = /^any\(([\d, ]+)\)$/.exec(value)?.[1]
  if (sign === '==')
    return any ? { expectStatus: any.replaceAll(' ', '') } : { expectStatus: value }
  const most = Number(value) - (sign === '<' ? 1 : 0)
  return sign.startsWith('<') && most >= 200 ? { expectStatus: `200-${most}` } : null
}

function bodyOf(sign: string, value: string): Fields | string | null {
  const pattern = /^pat\(\*(.*)\*\)$/.exec(value)?.[1]
  if (pattern && !/[*?[\\]/.test(pattern))
    return sign === '==' ? { expectText: pattern } : { rejectText: pattern }
  if (/^(pat|any|has|len)\(/.test(value) || sign !== '==') return null
  return `body equals ${value}`
}

const receivers: Record<string, (one: Fields) => Fields> = {
  slack: (one) => ({ type: 'slack', url: one['webhook-url'] }),
  discord: (one) => ({ type: 'discord', url: one['webhook-url'] }),
  teams: (one) => ({ type: 'teams', url: one['webhook-url'] }),
  'teams-workflows': (one) => ({ type: 'teams', url: one['webhook-url'] }),
  googlechat: (one) => ({ type: 'googleChat', url: one['webhook-url'] }),
  mattermost: (one) => ({ type: 'mattermost', url: one['webhook-url'] }),
  telegram: (one) => ({ type: 'telegram', chat: one.id, token: one.token }),
  pagerduty: (one) => ({ type: 'pagerduty', key: one['integration-key'] }),
  ntfy: (one) => ({ type: 'ntfy', topic: one.topic, server: one.url, token: one.token }),
  pushover: (one) => ({ type: 'pushover', user: one['user-key'], token: one['application-token'] }),
  email: (one) => ({ type: 'email', to: one.to }),
}

function addChannel(carrier: Carrier, name: string, settings: Fields): void {
  const make = receivers[name]
  if (!make) {
    carrier.lose(`alerting "${name}"`, 'eSonar has no such channel')
    return
  }
  carrier.channel({ name, ...make(settings) })
}
