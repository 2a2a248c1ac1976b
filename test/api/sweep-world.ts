// A world to sweep: everything of acme carries a word that no stranger may read, and every change to
// acme is seen, in the database, in KV and at the shard.
import type { Hono } from 'hono'
import { noCarriers } from '../../workers/channel/carrier.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import {
  canary,
  delivery,
  drill,
  type Fill,
  fills,
  hostView,
  incident,
  suspicion,
  type Things,
} from './route-fills.ts'
import { type Answer, type Ask, acme, openWorld, type World } from './world.ts'

export interface Route {
  method: string
  /** As the router has it, with one of the acts it is for. */
  path: string
}
export const nameOf = ({ method, path }: Route) => `${method} ${path}`

/** Every route of the app, one for each act where a path is for several. */
export function routesOf(app: Hono<AppEnv>): Route[] {
  // What is for all methods is middleware, or it stands alone at its path.
  const single = new Set(app.routes.filter((one) => one.method !== 'ALL').map((one) => one.path))
  const seen = new Map<string, Route>()
  for (const { method, path } of app.routes) {
    // HEAD is answered by what answers GET.
    if (method === 'HEAD' || (method === 'ALL' && (path.includes('*') || single.has(path))))
      continue
    for (const one of actsOf(path)) {
      for (const by of method === 'ALL' ? ['GET', 'POST'] : [method]) {
        seen.set(`${by} ${one}`, { method: by, path: one })
      }
    }
  }
  return [...seen.values()]
}

/** `/a/:id/:act{on|off}` is two paths; of other choices one stands for all. */
function actsOf(path: string): string[] {
  const match = /:(\w+)\{([\w|]+)\}/.exec(path)
  if (!match) return [path]
  const choices = match[1] === 'act' ? match[2]!.split('|') : match[2]!.split('|').slice(0, 1)
  return choices.map((one) => path.replace(match[0], one))
}

/** Whether the table says how to fill a route in, so that it works for the owner. */
export const isFilled = (route: Route) => nameOf(route) in fills

/** What stands for `:id`, by the noun that a path begins with. */
const makers: Record<string, (things: Things) => Promise<string> | string> = {
  checks: (things) => things.check(),
  channels: (things) => things.channel(),
  pages: (things) => things.page(),
  policies: (things) => things.policy(),
  schedules: async (things) => (await things.schedule()).id,
  maintenance: (things) => things.maintenance(),
  silences: (things) => things.silence(),
  keys: (things) => things.key(),
  invitations: (things) => things.invitation(),
  members: (things) => things.member(),
  people: (things) => things.member(),
  incidents: () => incident.id,
  suspicions: () => suspicion.id,
  deliveries: () => delivery.id,
  drills: () => drill.id,
  account: () => 'x'.repeat(40),
}
const nounOf = ({ path }: Route) => path.replace(/^\/api\//, '/').split('/')[1] ?? ''

/** What is wrong with a route that nothing can fill in; null: something can. */
export function unfilled(route: Route): string | null {
  const isKnown = isFilled(route) || !route.path.includes(':id') || nounOf(route) in makers
  if (isKnown) return null
  return `${nameOf(route)}: the sweep knows no ${nounOf(route)} to put for :id; add how one is made to \`makers\` in test/api/sweep-world.ts, or the whole route to test/api/route-fills.ts`
}

/** As the table says, or else a thing of the path's noun and nothing more. */
export async function fillOf(route: Route, things: Things): Promise<Fill> {
  const known = fills[nameOf(route)]
  if (known) return known(things)
  const hasId = route.path.includes(':id')
  const params = hasId ? { id: await makers[nounOf(route)]!(things) } : {}
  if (route.method === 'GET') return { params }
  return route.path.startsWith('/api/') ? { params, body: {} } : { params, form: {} }
}

/** Asks a route as its fill says. */
export async function askAs(
  world: World,
  route: Route,
  fill: Fill,
  given: Ask,
): Promise<{ answer: Answer; sent: string; hasId: boolean }> {
  const path = route.path.replace(/:(\w+)/g, (_, name) => fill.params?.[name] ?? 'x'.repeat(40))
  const body = {
    ...(fill.body === undefined ? {} : { body: fill.body }),
    ...(fill.form === undefined ? {} : { form: fill.form }),
  }
  const answer = await world.ask(route.method, `${path}${fill.query ?? ''}`, { ...body, ...given })
  const sent = JSON.stringify(fill.body ?? '') + String(new URLSearchParams(fill.form ?? {}))
  return { answer, sent, hasId: Object.keys(fill.params ?? {}).length > 0 }
}

/** What of a shard only looks. Anything else is a change. */
const looks = new Set([
  ...['wake', 'health', 'versions', 'views', 'view', 'recent', 'incidents', 'incident'],
  ...['suspicions', 'deliveries', 'drills', 'tapped', 'used', 'status', 'pings', 'look'],
  ...['hosts', 'hostMetrics'],
])

/** Opens the world, with a shard that has an incident of acme. */
export async function openSweep() {
  const world = await openWorld()
  const mail = { kind: 'door', secret: 's', from: 'a@b.example', url: 'http://door' } as const
  world.hub.settings.carriers = { ...noCarriers, mail }
  const own = <T>(workspace: string, thing: T) => (workspace === acme ? thing : null)
  Object.assign(world.door, {
    incidents: async (workspace: string) => (workspace === acme ? [incident] : []),
    incident: async (workspace: string) => own(workspace, incident),
    suspicions: async (workspace: string) => (workspace === acme ? [suspicion] : []),
    deliveries: async (workspace: string) => (workspace === acme ? [delivery] : []),
    drills: async (workspace: string) => (workspace === acme ? [drill] : []),
    hosts: async (workspace: string) => (workspace === acme ? [hostView] : []),
    acknowledge: async (workspace: string) => own(workspace, incident),
    resolve: async (workspace: string) => own(workspace, incident),
    note: async (workspace: string) => own(workspace, incident),
    startDrill: async (workspace: string) => ({ ...drill, workspace, by: '' }),
  })
  const acts: string[] = []
  for (const [name, method] of Object.entries(world.door)) {
    if (looks.has(name)) continue
    Object.assign(world.door, {
      [name]: (first: string | { workspace: string }, ...rest: unknown[]) => {
        const workspace = typeof first === 'string' ? first : first.workspace
        if (workspace === acme) acts.push(name)
        return (method as (...all: unknown[]) => unknown)(first, ...rest)
      },
    })
  }
  await world.place.archive.save([{ kind: 'incident', incident }])
  await world.place.query('update workspaces set name = $1 where id = $2', [canary, acme])
  return { ...world, acts, stateOfAcme: () => stateOf(world, acts) }
}
export type Sweep = Awaited<ReturnType<typeof openSweep>>

/** Fingerprints of all that acme is. The use of a key and answers kept for repeats are no change. */
async function stateOf(world: World, acts: string[]): Promise<Record<string, unknown>> {
  const tables = await world.place.query(`select distinct c.table_name as name
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where table_schema = 'public' and column_name = 'workspace' and t.table_type = 'BASE TABLE'
      and c.table_name not in ('idempotency') and c.table_name !~ '^samples_'`)
  const prints = tables.map(
    ({ name }) => `select '${name}' as name, md5(coalesce(string_agg(
      (to_jsonb(t) - 'last_used_at')::text, ',' order by to_jsonb(t)::text), '')) as print
      from "${name}" t where workspace = '${acme}'`,
  )
  prints.push(`select 'workspaces', md5(to_jsonb(w)::text) from workspaces w where id = '${acme}'`)
  const rows = await world.place.query(prints.join(' union all '))
  const kv = [...world.kv].filter(([name, value]) =>
    `${name}${JSON.stringify(value)}`.includes(acme),
  )
  return {
    ...Object.fromEntries(rows.map(({ name, print }) => [name, print])),
    kv: JSON.stringify(kv.toSorted()),
    acts: acts.length,
  }
}
