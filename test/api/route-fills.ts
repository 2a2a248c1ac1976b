// How each route is filled in so that it works for the owner of acme: what the sweep, and the test of
// the audit log, try at every route.
import { channelIn, deliveryIn, incidentIn, suspicionIn } from '../contract/store-world.ts'
import { logo, pageFills } from './page-fills.ts'
import { planFills } from './plan-fills.ts'
import { acme, rightCode, type World } from './world.ts'

/** What is asked: what stands for the path's parameters, and a body or a form. */
export interface Fill {
  params?: Record<string, string>
  query?: string
  body?: unknown
  form?: Record<string, string> | URLSearchParams
}

/** Things of acme, made when they are first wanted. */
export interface Things {
  check(): Promise<string>
  heartbeat(): Promise<string>
  manual(): Promise<string>
  channel(): Promise<string>
  /** One whose address is not proven. */
  mailChannel(): Promise<string>
  page(): Promise<string>
  policy(): Promise<string>
  schedule(): Promise<{ id: string; override: string }>
  maintenance(): Promise<string>
  silence(): Promise<string>
  key(): Promise<string>
  agent(): Promise<string>
  loan(): Promise<string>
  invitation(): Promise<string>
  /** A member of acme beside its owner. */
  member(): Promise<string>
  /** A schedule, and a member, with a calendar address. */
  fedSchedule(): Promise<{ id: string }>
  fedMember(): Promise<string>
  /** The owner gets the report of each week by mail. */
  reportMail(): Promise<void>
  /** A check with a badge; a page with a logo; a page with a post, and the key of its component. */
  badge(): Promise<{ id: string }>
  logo(): Promise<{ id: string }>
  post(): Promise<{ id: string; post: string; key: string }>
  /** A subscriber of a page. */
  subscriber(): Promise<{ id: string; subscriber: string }>
  /** A member with a channel that leads to them. */
  way(): Promise<{ id: string; channel: string }>
}

/** A word in everything of acme's, which no stranger may ever read. */
export const canary = 'canary-of-acme'
/** A word in every secret, which nobody may ever read again. */
export const secret = 'secret-canary'

let count = 0
const next = () => `${++count}`

/** A fresh set of things, made as the owner makes them. */
export function thingsOf(world: World): Things {
  const made = new Map<string, Promise<never>>()
  const once = <T>(name: string, make: () => Promise<T>) => {
    const known = made.get(name) ?? (make() as Promise<never>)
    made.set(name, known)
    return known as Promise<T>
  }
  const post = async (path: string, body: object) => {
    const { status, json, text } = await world.ask('POST', path, { body })
    if (status !== 201) throw new Error(`the sweep cannot make a thing: POST ${path}: ${text}`)
    return json
  }
  const idOf = (name: string, path: string, body: () => object) => () =>
    once(name, async () => (await post(path, body())).id as string)
  const site = () => ({
    type: 'http',
    url: `https://${canary}.example/`,
    name: `${canary} ${next()}`,
    headers: [{ name: 'X-Token', value: secret }],
  })
  const enrol = async () => {
    const id = `member${next()}`
    await world.place.query('insert into "user" (id, name, email) values ($1, $2, $3)', [
      id,
      canary,
      `${id}@example.com`,
    ])
    await world.place.query(
      `insert into members (workspace, user_id, role) values ($1, $2, 'viewer')`,
      [acme, id],
    )
    return id
  }
  return {
    check: idOf('check', '/api/checks', site),
    heartbeat: idOf('heartbeat', '/api/checks', () => ({
      type: 'heartbeat',
      name: `${canary} job ${next()}`,
    })),
    manual: idOf('manual', '/api/checks', () => ({ type: 'manual', name: `${canary} by hand` })),
    channel: idOf('channel', '/api/channels', slackOf),
    mailChannel: () =>
      once('mailChannel', async () => {
        const settings = { to: `${canary}@example.com` }
        const facts = { type: 'email', name: canary, settings, enabled: false, version: 1 } as const
        const channel = channelIn(acme, `mail${next()}`, { ...facts, verifiedAt: null })
        await world.hub.config.putChannel(acme, channel, null, { ...line, subject: channel.id })
        const whole = await world.hub.config.whole(acme)
        await world.door.configure(whole!)
        world.codes.push(channel.id)
        return channel.id
      }),
    page: idOf('page', '/api/pages', () => ({ slug: `page-${next()}`, title: canary })),
    policy: idOf('policy', '/api/policies', () => ({ name: `${canary} ${next()}`, steps: [step] })),
    schedule: () =>
      once('schedule', async () => {
        const { id } = await post('/api/schedules', rota())
        const over = await world.ask('POST', `/api/schedules/${id}/overrides`, { body: stint })
        return { id, override: over.json.overrides[0].id }
      }),
    maintenance: idOf('maintenance', '/api/maintenance', () => night),
    silence: idOf('silence', '/api/silences', hush),
    agent: () =>
      once('agent', async () => {
        const { token } = await post('/api/agents/tokens', {})
        const body = { token, name: canary, network: 'office', program: '0.1.0', capabilities: [] }
        const made = await world.ask('POST', '/agent/join', { key: null, body })
        return made.json.id as string
      }),
    loan: () =>
      once('loan', async () => {
        const made = await post('/api/loans', { name: `${canary} ${next()}`, locations: ['one'] })
        return made.loan.id as string
      }),
    key: idOf('key', '/api/keys', () => ({ name: canary, role: 'viewer' })),
    invitation: idOf('invitation', '/api/invitations', () => ({ role: 'viewer' })),
    member: () => once('member', enrol),
    fedSchedule: () =>
      once('fedSchedule', async () => {
        const { id } = await post('/api/schedules', rota())
        await world.ask('PUT', `/api/schedules/${id}/feed`)
        return { id }
      }),
    reportMail: () =>
      once('reportMail', async () => {
        const headers = { cookie: `person=u1; esonar.workspace=${acme}` }
        await world.ask('PUT', '/api/reports/mail', { person: 'u1', headers })
      }),
    way: () =>
      once('way', async () => {
        const [id, channel] = [await enrol(), (await post('/api/channels', slackOf())).id]
        await world.ask('PUT', `/api/people/${id}/ways`, {
          body: { ways: [{ channel, afterMinutes: 0 }] },
        })
        return { id, channel }
      }),
    badge: () =>
      once('badge', async () => {
        const { id } = await post('/api/checks', site())
        await world.ask('PUT', `/api/checks/${id}/badge`)
        return { id }
      }),
    logo: () =>
      once('logo', async () => {
        const { id } = await post('/api/pages', { slug: `logo-${next()}`, title: canary })
        await world.ask('PUT', `/api/pages/${id}/logo`, { body: { data: logo } })
        return { id }
      }),
    post: () =>
      once('post', async () => {
        const hand = { name: canary, check: null, hand: 'up' }
        const groups = [{ name: null, components: [hand] }]
        const slug = `told-${next()}`
        const own = await post('/api/pages', { slug, title: canary, groups })
        const { key } = own.groups[0].components[0]
        const told = await post(`/api/pages/${own.id}/posts`, { components: [key], text: canary })
        return { id: own.id, post: told.id, key }
      }),
    subscriber: () =>
      once('subscriber', async () => {
        const { id } = await post('/api/pages', { slug: `read-${next()}`, title: canary })
        const subscriber = `sbs_${acme}_reader${next()}`
        const [v, language] = [1, 'en'] as const
        const rest = { components: null, secret: null, createdAt: 1, askedAt: 1, confirmedAt: 1 }
        const who = {
          v,
          workspace: acme,
          page: id,
          kind: 'mail',
          address: 'r@example.com',
        } as const
        await world.hub.subscribers.putSubscriber({ ...who, id: subscriber, language, ...rest })
        return { id, subscriber }
      }),
    fedMember: () =>
      once('fedMember', async () => {
        const id = await enrol()
        await world.ask('PUT', `/api/people/${id}/feed`)
        return id
      }),
  }
}

const line = {
  actor: 'u1',
  actorName: 'Ana',
  verb: 'create',
  noun: 'channel' as const,
  before: null,
  after: null,
}
const slackOf = () => ({
  type: 'slack',
  name: canary,
  url: `https://hooks.slack.com/services/T0/B0/${secret}`,
})
const step = { afterMinutes: 0, channels: 'all', levels: ['critical'] }
const rota = () => ({
  name: `${canary} ${next()}`,
  timeZone: 'UTC',
  layers: [{ people: ['u1'], rotation: 'weekly', startsOn: '2026-11-30' }],
})
const stint = { person: 'u1', from: '2099-11-24T22:00:00Z', to: '2099-11-25T22:00:00Z' }
const dayMs = 86_400_000
const night = {
  startsAt: new Date(Date.now() - dayMs).toISOString(),
  endsAt: new Date(Date.now() + dayMs).toISOString(),
  tags: [canary],
}
const hush = () => ({
  tag: canary,
  until: new Date(Date.now() + 3_600_000).toISOString(),
  reason: canary,
})

export const incident = incidentIn(acme, 'a')
export const suspicion = suspicionIn(acme, 'a')
export const delivery = deliveryIn(acme, 'a')
/** What an agent of acme found, as the API names it. */
const finding = { id: `agt_${acme}_a.${btoa('memory')}` }
export const hostView = {
  agent: `agt_${acme}_a`,
  heardAt: 1,
  saidGoodbye: false,
  silentSince: null,
  foundAt: 1,
  findings: [{ key: 'memory', level: 'ok' as const, since: 1, text: canary }],
  lost: 0,
  incidents: {},
}
export const drill = {
  v: 1 as const,
  id: `dri_${acme}_a`,
  workspace: acme,
  by: canary,
  startedAt: 1,
  endedAt: 2,
  roads: [],
}

/** How a route is filled in with things of acme. */
export type Filler = (things: Things) => Promise<Fill> | Fill

const nothing: Filler = () => ({})
const id =
  (make: (things: Things) => Promise<string>, rest: Omit<Fill, 'params'> = {}): Filler =>
  async (things) => ({ ...rest, params: { id: await make(things) } })
const of =
  (it: { id: string }, rest: Fill = {}): Filler =>
  () => ({ ...rest, params: { id: it.id } })
const inRota =
  (rest: Fill = {}): Filler =>
  async (things) => {
    const { id, override } = await things.schedule()
    return { ...rest, params: { id, override } }
  }

const wanting: Filler = async (things) => {
  await things.reportMail()
  return {}
}
const check = (things: Things) => things.check()
const channel = (things: Things) => things.channel()
const page = (things: Things) => things.page()
const policy = (things: Things) => things.policy()
const maintenance = (things: Things) => things.maintenance()
const silence = (things: Things) => things.silence()
const key = (things: Things) => things.key()
const agent = (things: Things) => things.agent()
const loan = (things: Things) => things.loan()
const invitation = (things: Things) => things.invitation()
const member = (things: Things) => things.member()

const site = { type: 'http', url: 'https://example.com' }
const hook = { url: 'https://ops.example/hook', name: 'hook', levels: 'critical' }
const slack = { url: '', name: 'other', levels: 'critical' }

const api: Record<string, Filler> = {
  'GET /api/checks': nothing,
  'POST /api/checks': async (things) => ({
    body: { ...site, parent: await things.check(), policy: await things.policy() },
  }),
  'GET /api/checks/:id': id(check),
  'PATCH /api/checks/:id': id(check, { body: { name: 'other' } }),
  'DELETE /api/checks/:id': id(check),
  'PUT /api/checks/:id/pause': id(check),
  'DELETE /api/checks/:id/pause': id(check),
  'GET /api/checks/:id/state': id(check),
  'GET /api/checks/:id/results': id(check),
  'GET /api/checks/:id/uptime': id(check),
  'GET /api/checks/:id/results.csv': id(check),
  'GET /api/checks/:id/results.json': id(check),
  'GET /api/uptime.csv': nothing,
  'GET /api/uptime.json': nothing,
  'GET /api/tags': nothing,
  'GET /metrics': nothing,
  'GET /api/checks/:id/token': id((things) => things.heartbeat()),
  'PUT /api/checks/:id/token': id((things) => things.heartbeat()),
  'GET /api/checks/:id/pings': id((things) => things.heartbeat()),
  'PUT /api/checks/:id/health': id((things) => things.manual(), { body: { health: 'down' } }),
  'POST /api/checks/:id/probes': id(check, { body: {} }),
  'POST /api/probes': () => ({ body: site }),
  'POST /api/checks/:id/whatif': id(check, { body: { days: 7 } }),
  'POST /api/checks/bulk': async (things) => ({
    body: { changes: [{ op: 'pause', id: await things.check() }] },
  }),
  'GET /api/reports': nothing,
  'GET /api/reports/csv': nothing,
  'GET /api/reports/mail': nothing,
  'PUT /api/reports/mail': nothing,
  'DELETE /api/reports/mail': wanting,
  'GET /api/channels': nothing,
  'POST /api/channels': () => ({ body: { type: 'webhook', url: 'https://ops.example/hook' } }),
  'GET /api/channels/:id': id(channel),
  'PATCH /api/channels/:id': id(channel, { body: { name: 'other' } }),
  'DELETE /api/channels/:id': id(channel),
  'POST /api/channels/:id/tests': id(channel),
  'POST /api/channels/:id/code': id((things) => things.mailChannel()),
  'POST /api/channels/:id/verify': id((things) => things.mailChannel(), {
    body: { code: rightCode },
  }),
  'GET /api/drills': nothing,
  'POST /api/drills': async (things) => ({ body: { channels: [await things.channel()] } }),
  'GET /api/drills/:id': of(drill),
  'GET /api/incidents': nothing,
  'GET /api/incidents/:id': of(incident),
  'PUT /api/incidents/:id/acknowledgement': of(incident),
  'PUT /api/incidents/:id/resolution': of(incident),
  'POST /api/incidents/:id/notes': of(incident, { body: { text: 'seen' } }),
  'GET /api/incidents/:id/events': of(incident),
  'GET /api/incidents/:id/deliveries': of(incident),
  'GET /api/incidents/:id/evidence': of(incident),
  'GET /api/suspicions': nothing,
  'GET /api/suspicions/:id': of(suspicion),
  'GET /api/suspicions/:id/evidence': of(suspicion),
  'GET /api/deliveries': nothing,
  'GET /api/deliveries/:id': of(delivery),
  'GET /api/ledger': nothing,
  'GET /api/ledger/csv': nothing,
  'GET /api/maintenance': nothing,
  'POST /api/maintenance': async (things) => ({
    body: { ...night, tags: [], checks: [await things.check()] },
  }),
  'GET /api/maintenance/:id': id(maintenance),
  'PATCH /api/maintenance/:id': id(maintenance, { body: { tags: ['other'] } }),
  'PUT /api/maintenance/:id/ending': id(maintenance),
  'DELETE /api/maintenance/:id': id(maintenance),
  'GET /api/pages': nothing,
  'POST /api/pages': async (things) => ({
    body: { slug: `swept-${next()}`, title: 'x', checks: [await things.check()] },
  }),
  'GET /api/pages/:id': id(page),
  'PATCH /api/pages/:id': id(page, { body: { title: 'other' } }),
  'DELETE /api/pages/:id': id(page),
  'GET /api/policies': nothing,
  'POST /api/policies': async (things) => ({
    body: { name: `p${next()}`, steps: [{ ...step, channels: [await things.channel()] }] },
  }),
  'GET /api/policies/:id': id(policy),
  'PATCH /api/policies/:id': id(policy, { body: { name: 'other' } }),
  'DELETE /api/policies/:id': id(policy),
  'GET /api/policies/:id/preview': id(policy),
  'GET /api/schedules': nothing,
  'POST /api/schedules': () => ({ body: rota() }),
  'GET /api/schedules/:id': inRota(),
  'PATCH /api/schedules/:id': inRota({ body: { name: 'other' } }),
  'DELETE /api/schedules/:id': inRota(),
  'GET /api/schedules/:id/shifts': inRota(),
  'POST /api/schedules/:id/overrides': inRota({ body: stint }),
  'DELETE /api/schedules/:id/overrides/:override': inRota(),
  'PUT /api/schedules/:id/feed': inRota(),
  'DELETE /api/schedules/:id/feed': async (things) => ({ params: await things.fedSchedule() }),
  'GET /api/people': nothing,
  'PUT /api/people/:id/ways': async (things) => ({
    params: { id: await things.member() },
    body: { ways: [{ channel: await things.channel(), afterMinutes: 0 }] },
  }),
  'PUT /api/people/:id/feed': id(member),
  'DELETE /api/people/:id/feed': id((things) => things.fedMember()),
  'GET /api/silences': nothing,
  'POST /api/silences': async (things) => ({
    body: { ...hush(), tag: undefined, check: await things.check() },
  }),
  'GET /api/silences/:id': id(silence),
  'PATCH /api/silences/:id': id(silence, { body: { reason: 'other' } }),
  'PUT /api/silences/:id/ending': id(silence),
  'GET /api/agents': nothing,
  'POST /api/agents/tokens': nothing,
  'GET /api/agents/:id': id(agent),
  'PATCH /api/agents/:id': id(agent, { body: { network: 'other' } }),
  'PUT /api/agents/:id/revocation': id(agent),
  'DELETE /api/agents/:id': id(agent),
  'GET /api/agents/:id/figures': id(agent),
  'GET /api/findings': nothing,
  'GET /api/findings/:id': of(finding),
  'GET /api/loans': nothing,
  'POST /api/loans': async () => ({ body: { name: 'office', locations: ['one'] } }),
  'GET /api/loans/:id': id(loan),
  'PATCH /api/loans/:id': id(loan, { body: { perDay: 5 } }),
  'PUT /api/loans/:id/revocation': id(loan),
  'DELETE /api/loans/:id': id(loan),
  'GET /api/keys': nothing,
  'POST /api/keys': () => ({ body: { name: 'swept' } }),
  'DELETE /api/keys/:id': id(key),
  'GET /api/audit': nothing,
  'GET /api/members': nothing,
  'PATCH /api/members/:id': id(member, { body: { role: 'member' } }),
  'DELETE /api/members/:id': id(member),
  'GET /api/invitations': nothing,
  'POST /api/invitations': () => ({ body: {} }),
  'DELETE /api/invitations/:id': id(invitation),
  'GET /api/workspace': nothing,
  'GET /api/workspace/export': nothing,
  'PATCH /api/workspace': () => ({ body: { name: `renamed ${next()}` } }),
  'PUT /api/workspace/owner': async (things) => ({ body: { person: await things.member() } }),
  'DELETE /api/workspace': () => ({ query: `?name=${canary}` }),
  'GET /api/workspaces': nothing,
  'POST /api/workspaces': () => ({ body: { name: 'another' } }),
  'GET /api/ping-key': nothing,
  'PUT /api/ping-key': () => ({ body: {} }),
  'GET /api/locations': nothing,
  'GET /api/locations/:id': () => ({ params: { id: 'one' } }),
}

const form =
  (texts: Record<string, string> = {}): Filler =>
  () => ({ form: texts })
const formOf = (make: (things: Things) => Promise<string>, texts: Record<string, string> = {}) =>
  id(make, { form: texts })
const window = { startsAt: '2099-11-24T22:00', endsAt: '2099-11-24T23:00', timeZone: 'UTC' }

const pages: Record<string, Filler> = {
  'GET /': nothing,
  'GET /live': nothing,
  'GET /checks/new': nothing,
  'POST /checks': async (things) => ({ form: { ...site, parent: await things.check() } }),
  'POST /checks/test': form(site),
  'GET /checks/:id': id(check),
  'GET /checks/:id/edit': id(check),
  'POST /checks/:id/edit': formOf(check, { ...site, name: 'other' }),
  'POST /checks/:id/pause': formOf(check),
  'POST /checks/:id/resume': formOf(check),
  'POST /checks/:id/remove': formOf(check),
  'POST /checks/:id/test': formOf(check, site),
  'POST /checks/:id/now': formOf(check),
  'POST /checks/:id/token': formOf((things) => things.heartbeat()),
  'POST /checks/:id/health': formOf((things) => things.manual(), { health: 'down', text: 'x' }),
  'GET /checks/:id/whatif': id(check),
  'POST /checks/:id/whatif': formOf(check, { days: '7' }),
  'GET /checks/:id/latency': id(check),
  'GET /locations': nothing,
  'GET /start': nothing,
  'POST /start/test': form({ url: site.url }),
  'POST /start/check': form({ url: site.url }),
  'POST /start/channel': form({ type: 'webhook', to: 'https://ops.example/hook' }),
  'POST /start/alert': async (things) => {
    await things.channel()
    return { form: {} }
  },
  'GET /incidents': nothing,
  'GET /incidents/:id': of(incident),
  'POST /incidents/:id/acknowledge': of(incident, { form: {} }),
  'POST /incidents/:id/resolve': of(incident, { form: {} }),
  'POST /incidents/:id/note': of(incident, { form: { text: 'seen' } }),
  'POST /incidents/:id/postmortem': of(incident, { form: { text: 'a disk was full' } }),
  'GET /suspicions': nothing,
  'GET /suspicions/:id': of(suspicion),
  'GET /ledger': nothing,
  'GET /channels': nothing,
  'GET /channels/new': nothing,
  'GET /channels/new/webhook': nothing,
  'POST /channels/new/webhook': form(hook),
  'GET /channels/:id/edit': id(channel),
  'POST /channels/:id/edit': formOf(channel, slack),
  'GET /channels/:id': id(channel),
  'POST /channels/:id/verify': formOf((things) => things.mailChannel(), { code: rightCode }),
  'POST /channels/:id/code': formOf((things) => things.mailChannel()),
  'POST /channels/:id/test': formOf(channel),
  'POST /channels/:id/on': formOf(channel),
  'POST /channels/:id/off': formOf(channel),
  'POST /channels/:id/remove': formOf(channel),
  'GET /deliveries': nothing,
  'GET /drills': nothing,
  'POST /drills': form(),
  'POST /drills/plan': form({ day: 'Monday', at: '09:30', timeZone: 'UTC' }),
  'GET /maintenance': nothing,
  'GET /maintenance/:id/edit': id(maintenance),
  'POST /maintenance': async (things) => ({ form: { ...window, checks: await things.check() } }),
  'POST /maintenance/:id/edit': formOf(maintenance, window),
  'POST /maintenance/:id/end': formOf(maintenance),
  'POST /maintenance/:id/remove': formOf(maintenance),
  'GET /reports': nothing,
  'POST /reports/mail': form({ wanted: 'true' }),
  'GET /policies': nothing,
  'GET /policies/new': nothing,
  'GET /policies/:id': id(policy),
  'POST /policies': async (things) => ({
    form: {
      name: `p${next()}`,
      'step0-after': '0',
      'step0-levels': 'critical',
      'step0-channels': await things.channel(),
    },
  }),
  'POST /policies/:id': formOf(policy, {
    name: 'other',
    'step0-after': '0',
    'step0-levels': 'critical',
    'step0-channels': 'all',
  }),
  'POST /policies/:id/remove': formOf(policy),
  'GET /schedules': nothing,
  'GET /schedules/new': nothing,
  'GET /schedules/:id': inRota(),
  'POST /schedules': form({
    name: 'x',
    timeZone: 'UTC',
    'layer0-people': '1',
    'layer0-startsOn': '2026-11-30',
  }),
  'POST /schedules/:id': inRota({
    form: { name: 'y', timeZone: 'UTC', 'layer0-people': '1', 'layer0-startsOn': '2026-11-30' },
  }),
  'POST /schedules/:id/overrides': inRota({
    form: { person: 'u1', from: '2099-11-24T22:00', to: '2099-11-25T22:00' },
  }),
  'POST /schedules/:id/overrides/:override/remove': inRota({ form: {} }),
  'POST /schedules/:id/feed': inRota({ form: {} }),
  'POST /schedules/:id/remove': inRota({ form: {} }),
  'GET /people': nothing,
  'POST /people/:id/ways': async (things) => ({
    params: { id: await things.member() },
    form: { channel: await things.channel(), afterMinutes: '0' },
  }),
  'POST /people/:id/ways/:channel/remove': async (things) => ({
    params: await things.way(),
    form: {},
  }),
  'POST /people/:id/feed': formOf(member),
  'GET /silences': nothing,
  'POST /silences': async (things) => ({ form: { check: await things.check(), reason: 'x' } }),
  'POST /silences/:id/end': formOf(silence),
  'GET /pages': nothing,
  'POST /pages': () => ({ form: { title: 'x', slug: `swept-${next()}` } }),
  'POST /pages/:id/hide': formOf(page),
  'POST /pages/:id/show': formOf(page),
  'POST /pages/:id/remove': formOf(page),
  'GET /agents': nothing,
  'POST /agents/tokens': form(),
  'GET /agents/:id': id(agent),
  'GET /agents/:id/figures': id(agent),
  'POST /agents/:id': formOf(agent, { name: 'other', network: 'office', role: 'witness' }),
  'POST /agents/:id/revoke': formOf(agent),
  'POST /agents/:id/remove': formOf(agent),
  'GET /loans': nothing,
  'POST /loans': form({ name: 'office', perDay: '10', locations: 'one' }),
  'GET /loans/:id': id(loan),
  'POST /loans/:id': formOf(loan, { name: 'other', perDay: '5', locations: 'one' }),
  'POST /loans/:id/revoke': formOf(loan),
  'POST /loans/:id/remove': formOf(loan),
  'GET /settings': nothing,
  'POST /settings/keys': form({ name: 'swept', role: 'viewer' }),
  'POST /settings/ping-key': form(),
  'POST /settings/keys/:id/remove': formOf(key),
  'GET /members': nothing,
  'POST /members/invitations': form({ email: '', role: 'viewer' }),
  'POST /members/invitations/:id/remove': formOf(invitation),
  'POST /members/:id/role': formOf(member, { role: 'member' }),
  'POST /members/:id/remove': formOf(member),
  'GET /audit': nothing,
  'GET /workspaces': nothing,
  'POST /workspaces': form({ name: 'another' }),
  'POST /workspaces/:id/choose': () => ({ params: { id: acme }, form: {} }),
  'GET /workspace': nothing,
  'GET /workspace/export': nothing,
  'POST /workspace/name': () => ({ form: { name: `renamed ${next()}` } }),
  'POST /workspace/leave': form(),
  'POST /workspace/owner': async (things) => ({ form: { person: await things.member() } }),
  'POST /workspace/remove': form({ typed: canary }),
}

export const fills: Record<string, Filler> = { ...api, ...pages, ...pageFills, ...planFills }
