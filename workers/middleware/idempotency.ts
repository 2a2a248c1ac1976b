// `Idempotency-Key`: a create repeated under the same key gets the first answer again, for a day.
import type { MiddlewareHandler } from 'hono'
import { Problem } from '../domain/problem.ts'
import { hashOf } from '../flow/hash.ts'
import type { AppEnv } from './app-env.ts'

/** Applies to POSTs that carry the header. Faults on our side free the key again. */
export const idempotent: MiddlewareHandler<AppEnv> = async (c, next) => {
  const key = c.req.header('idempotency-key')
  if (c.req.method !== 'POST' || key === undefined) return next()
  if (key.length < 1 || key.length > 200) {
    throw new Problem('invalid', 'must be 1 to 200 characters', 'Idempotency-Key')
  }
  const { idempotency, now, vault } = c.get('hub')
  const { workspace } = c.get('actor')
  const bodyHash = await hashOf(`${c.req.path}\n${await c.req.raw.clone().text()}`)
  const begun = await idempotency.begin(workspace, key, bodyHash, now())
  if (begun.kind === 'busy')
    throw new Problem('conflict', 'A request with this Idempotency-Key is under way; wait for it.')
  if (begun.kind === 'other')
    throw new Problem(
      'conflict',
      'This Idempotency-Key was used for another request; take a new one.',
    )
  if (begun.kind === 'done') {
    const body = await vault.open(begun.body)
    c.res = new Response(body, {
      status: begun.status,
      headers: {
        'content-type': 'application/json',
        'idempotent-replay': 'true',
        ...etagIn(body),
      },
    })
    return
  }
  await next()
  if (c.res.status >= 500 || c.error) await idempotency.release(workspace, key)
  else {
    // Sealed: the first answer may hold what is shown only once.
    const body = await vault.seal(await c.res.clone().text())
    await idempotency.finish(workspace, key, c.res.status, body)
  }
}

/** The `ETag` that the first answer had: a noun says its version. */
function etagIn(body: string): { etag?: string } {
  const { version } = (JSON.parse(body) ?? {}) as { version?: unknown }
  return typeof version === 'number' ? { etag: `"${version}"` } : {}
}
