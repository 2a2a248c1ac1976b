// Where jobs speak: the addresses of Healthchecks and of Uptime Kuma, so that a job which moves
// here changes its host and nothing else. No session, no key: the token is all.
import { type Context, Hono } from 'hono'
import { type Heard, type PingAct, pingBodyCharsMax } from '../domain/ping.ts'
import { pingByToken } from '../flow/tokens.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import type { PingAnswer } from '../shard-door.ts'

export const pingRoutes = new Hono<AppEnv>()

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const acts: Record<string, PingAct> = { start: 'start', fail: 'fail', log: 'log' }
/** Read at most of what a job says; the rest is left unread. */
const bodyBytesMax = 4 * pingBodyCharsMax

pingRoutes.on(['GET', 'HEAD', 'POST'], ['/ping/:token', '/ping/:token/:act'], async (c) => {
  const { token, act } = c.req.param() as { token: string; act?: string }
  const what = actOf(act)
  if (!what) return say(c, 400, 'invalid url format')
  const rid = c.req.query('rid')?.toLowerCase() ?? null
  if (rid !== null && !uuid.test(rid)) return say(c, 400, 'invalid uuid format')
  const body = await bodyOf(c.req.raw)
  const answer = await hear(c, token, { ...what, rid, durationMs: null, body })
  switch (answer) {
    case 'ok':
    case 'paused':
      return say(c, 200, 'OK')
    case 'unknown':
      return say(c, 404, 'not found')
    case 'limited':
      return say(c, 429, 'rate limited')
    case null:
      return say(c, 503, 'not available right now, try again')
  }
})

pingRoutes.all('/api/push/:token', async (c) => {
  const { status = 'up', msg = '', ping = '' } = c.req.query()
  const ms = Number(ping)
  const heard: Heard = {
    act: status === 'up' ? 'success' : 'fail',
    exitCode: null,
    rid: null,
    durationMs: ping !== '' && ms >= 0 && Number.isFinite(ms) ? Math.round(ms) : null,
    body: msg === 'OK' ? '' : msg.slice(0, pingBodyCharsMax),
  }
  const answer = await hear(c, c.req.param('token'), heard)
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

function say(c: Context<AppEnv>, status: 200 | 400 | 404 | 429 | 503, text: string): Response {
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
async function hear(c: Context<AppEnv>, token: string, heard: Heard): Promise<PingAnswer | null> {
  try {
    return await pingByToken(c.get('hub'), token, heard)
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
