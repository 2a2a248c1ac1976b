// Requests to a host of a page's owner's own: they reach that page and nothing else of this
// installation. Which host is whose comes from KV alone, and only where it was proven.
import type { Context, MiddlewareHandler } from 'hono'
import { hostKey } from '../domain/page/host.ts'
import type { HubPorts } from '../hub-ports.ts'
import type { AppEnv } from './app-env.ts'

const keptMs = 10_000
const keptMax = 1_000

type Running = Context['executionCtx']

interface App {
  fetch(request: Request, env: AppEnv['Bindings'], context?: Running): unknown
}

type Known = Map<string, { slug: string | null; until: number }>
const known = new WeakMap<HubPorts['snapshots'], Known>()

/** Sends them to the page's own paths. Needs the ports; comes before all routes. */
export function ownHost(app: App): MiddlewareHandler<AppEnv> {
  const inner = new WeakSet<Request>()
  return async (c, next) => {
    if (inner.has(c.req.raw)) return next()
    const url = new URL(c.req.url)
    const slug = await slugAt(c.get('hub'), url)
    // Stylesheets, scripts and marks are everybody's.
    if (slug === null || /^\/(assets|look)\//.test(url.pathname)) return next()
    url.pathname = `/status/${slug}${url.pathname === '/' ? '' : url.pathname}`
    const request = new Request(url, c.req.raw)
    inner.add(request)
    return (await app.fetch(request, c.env, contextOf(c))) as Response
  }
}

/** The address below which a page's own paths are for this request. */
export async function baseOf(c: Context<AppEnv>, slug: string): Promise<string> {
  const own = await slugAt(c.get('hub'), new URL(c.req.url))
  return own === slug ? '' : `/status/${slug}`
}

async function slugAt(hub: HubPorts, { host, hostname }: URL): Promise<string | null> {
  if (host === new URL(hub.settings.baseUrl).host) return null
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/.test(hostname)) return null
  const hosts = known.get(hub.snapshots) ?? new Map<string, never>()
  known.set(hub.snapshots, hosts)
  const now = hub.now()
  const found = hosts.get(hostname)
  if (found && found.until > now) return found.slug
  const stored = await hub.snapshots.get<{ slug: string }>(hostKey(hostname))
  if (hosts.size >= keptMax) hosts.clear()
  hosts.set(hostname, { slug: stored?.slug ?? null, until: now + keptMs })
  return stored?.slug ?? null
}

/** There is none outside the platform, and asking for it throws. */
function contextOf(c: Context<AppEnv>): Running | undefined {
  try {
    return c.executionCtx
  } catch {
    return undefined
  }
}
