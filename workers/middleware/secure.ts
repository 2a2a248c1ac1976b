// What every answer and request has: an id, security headers, a size cap on bodies, ports.
import type { MiddlewareHandler } from 'hono'
import { Problem } from '../domain/problem.ts'
import { wireHub } from '../wire/hub.ts'
import type { AppEnv } from './app-env.ts'

export const bodyBytesMax = 65_536

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Ports for the handlers behind it; tests give their own instead. */
export const wired: MiddlewareHandler<AppEnv> = async (c, next) => {
  const { hub, auth } = wireHub(c.env)
  c.set('hub', hub)
  c.set('auth', auth)
  await next()
}

/** Names the request, caps its body, and hardens the answer. */
export const secured: MiddlewareHandler<AppEnv> = async (c, next) => {
  c.set('requestId', c.req.header('cf-ray') ?? crypto.randomUUID())
  await capBody(c.req.raw)
  await next()
  if (c.res.status === 101) return
  const { headers } = c.res
  headers.set('x-request-id', c.get('requestId'))
  headers.set('x-content-type-options', 'nosniff')
  headers.set('referrer-policy', 'same-origin')
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', policy)
  headers.set('cross-origin-opener-policy', 'same-origin')
  if (c.req.url.startsWith('https:'))
    headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains')
  compress(c.req.header('accept-encoding') ?? '', headers)
}

async function capBody(request: Request): Promise<void> {
  const length = Number(request.headers.get('content-length') ?? 0)
  const tooLarge = new Problem(
    'too_large',
    `The body is larger than ${bodyBytesMax / 1024} KB; send less.`,
  )
  if (length > bodyBytesMax) throw tooLarge
  if (request.body && !request.headers.has('content-length')) {
    // Counted as it comes: what does not end is not waited for.
    const copy = request.clone().body!.getReader()
    let bytes = 0
    for (let part = await copy.read(); !part.done; part = await copy.read()) {
      bytes += part.value.byteLength
      if (bytes > bodyBytesMax) throw tooLarge
    }
  }
}

/** The platform compresses at the edge; plain workerd does when the header is set. */
function compress(accepted: string, headers: Headers): void {
  const type = headers.get('content-type') ?? ''
  if (headers.has('content-encoding') || !/\bgzip\b/.test(accepted)) return
  if (/^(text\/|application\/(json|problem\+json|javascript))|svg/.test(type))
    headers.set('content-encoding', 'gzip')
}
