// Where jobs speak: the addresses of Healthchecks and of Uptime Kuma, so that a job which moves
// here changes its host and nothing else. No session, no API key: the token, or
// the workspace's ping key with a slug, is all.
import { type Context, Hono } from 'hono'
import { type Heard, type PingAct, pingBodyCharsMax, slugShape } from '../domain/ping.ts'
import { pingBySlug } from '../flow/ping-key.ts'
import { type Provided, pingOrCreate } from '../flow/provision.ts'
import { pingByToken } from '../flow/tokens.ts'
import type { HubPorts } from '../hub-ports.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import { pingsLimited } from '../middleware/limit.ts'

export const pingRoutes = new Hono<AppEnv>()

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const acts: Record<string, PingAct> = { start: 'start', fail: 'fail', log: 'log' }
/** Read at most of what a job says; the rest is left unread. */
const bodyBytesMax = 4 * pingBodyCharsMax

const methods = ['GET', 'HEAD', 'POST']

pingRoutes.use('/ping/*', pingsLimited)
pingRoutes.use('/api/push/*', pingsLimited)

// Healthchecks and Uptime Kuma take a slash at the end, too.
pingRoutes.on(methods, ['/ping/:token', '/ping/:token/', '/ping/:token/:end'], async (c) => {
  const { token, end } = c.req.param() as { token: string; end?: string }
  const what = actOf(end)
  if (what) return spoken(c, what, (hub, heard) => pingByToken(hub, token, heard))
  // An end that means nothing by itself may be a slug, and `token` a ping key.
  return bySlug(c, token, end ?? '', undefined)
})

pingRoutes.on(methods, ['/ping/:key/:slug/', '/ping/:key/:slug/:act'], (c) => {
  const { key, slug, act } = c.req.param() as { key: string; slug: string; act?: string }
  return bySlug(c, key, slug, act)
})

async function bySlug(
  c: Context<AppEnv>,
  key: string,
  slug: string,
  act: string | undefined,
): Promise<Response> {
  const what = actOf(act)
  if (!what || !slugShape.test(slug)) return say(c, 400, 'invalid url format')
  const put = c.req.query('create') === '1' ? pingOrCreate : pingBySlug
  return spoken(c, what, (hub, heard) => put(hub, key, slug, heard))
}

/** Takes in what a job says under an address, and answers as Healthchecks does. */
async function spoken(
  c: Context<AppEnv>,
  what: { act: PingAct; exitCode: number | null },
  put: (hub: HubPorts, heard: Heard) => Promise<Provided>,
): Promise<Response> {
  const rid = c.req.query('rid')?.toLowerCase() ?? null
  if (rid !== null && !uuid.test(rid)) return say(c, 400, 'invalid uuid format')
  const cameAt = c.get('hub').now()
  const body = await bodyOf(c.req.raw)
  const heard: Heard = { ...what, rid, durationMs: null, body, cameAt }
  switch (await hear(c, (hub) => put(hub, heard))) {
    case 'ok':
    case 'paused':
      return say(c, 200, 'OK')
    case 'created':
      return say(c, 201, 'Created')
    case 'full':
      return say(c, 403, 'no more checks on this plan')
    case 'unknown':
      return say(c, 404, 'not found')
    case 'ambiguous':
      return say(c, 409, 'ambiguous slug')
    case 'limited':
      return say(c, 429, 'rate limited')
    case null:
      return say(c, 503, 'not available right now, try again')
  }
}

pingRoutes.on('ALL', ['/api/push/:token', '/api/push/:token/'], async (c) => {
  const { status, msg = '', ping = '' } = c.req.query()
  const ms = Number(ping)
  const heard: Heard = {
    // As Uptime Kuma has it: nothing said, or nothing after the sign, is up; any other word is down.
    act: (status || 'up') === 'up' ? 'success' : 'fail',
    exitCode: null,
    rid: null,
    durationMs: ping !== '' && ms >= 0 && Number.isFinite(ms) ? Math.round(ms) : null,
    body: msg === 'OK' ? '' : msg.slice(0, pingBodyCharsMax),
  }
  const answer = await hear(c, (hub) => pingByToken(hub, c.req.param('token'), heard))
  switch (answer) {
    case 'ok':
      return c.json({ ok: true }, 200, headers)
    case 'unknown':
    case 'paused':
      return c.json({ ok: false, msg: 'Monitor not found or not active.' }, 404, headers)
    case 'limited':
      return c.json({ ok: false, msg: 'Too frequently, try again later.' }, 429, headers)
    case null:
      return c.json({ ok: false, msg: 'Not available right now, try again.' }, 503, headers)
  }
})

const headers = {
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'ping-body-limit': String(pingBodyCharsMax),
  'x-content-type-options': 'nosniff',
}

function say(
  c: Context<AppEnv>,
  status: 200 | 201 | 400 | 403 | 404 | 409 | 429 | 503,
  text: string,
): Response {
  return c.text(text, status, headers)
}

/** What the end of an address means; null: nothing. Exit code 0 is a success. */
function actOf(text: string | undefined): { act: PingAct; exitCode: number | null } | null {
  if (text === undefined) return { act: 'success', exitCode: null }
  if (Object.hasOwn(acts, text)) return { act: acts[text]!, exitCode: null }
  const exitCode = /^\d{1,3}$/.test(text) ? Number(text) : 256
  return exitCode > 255 ? null : { act: exitCode === 0 ? 'success' : 'fail', exitCode }
}

/** What the shard made of it; null: it could not be asked, and the job should try again. */
async function hear<A extends Provided>(
  c: Context<AppEnv>,
  put: (hub: HubPorts) => Promise<A>,
): Promise<A | null> {
  try {
    return await put(c.get('hub'))
  } catch (fault) {
    c.get('hub').log.error('ping', fault)
    return null
  }
}

/** The beginning of what a job says, as text. */
async function bodyOf(request: Request): Promise<string> {
  if (!request.body || request.method !== 'POST') return ''
  const reader = request.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let read = 0; read < bodyBytesMax; ) {
    const { done, value } = await reader.read()
    if (done) break
    read += value.byteLength
    text += decoder.decode(value.subarray(0, bodyBytesMax), { stream: true })
  }
  await reader.cancel().catch(() => undefined)
  return text.slice(0, pingBodyCharsMax).toWellFormed().trimEnd()
}
