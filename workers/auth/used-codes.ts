// A code of an authenticator app counts once (RFC 6238, 5.2). better-auth takes the same code again
// for a minute and a half, at each of its doors: here its half minute is claimed before it looks.
import type { BetterAuthPlugin, GenericEndpointContext } from 'better-auth'
import { APIError, createAuthMiddleware, getAuthoritativeSessionFromCtx } from 'better-auth/api'
import { symmetricDecrypt } from 'better-auth/crypto'

const stepMs = 30_000
/** How far an app's clock may be off: what better-auth allows. */
const stepsOff = [-1, 0, 1]
const digits = 6

interface Factor {
  id: string
  secret: string
}

/** Refuses a code whose half minute was taken before; what is no code of now is left to better-auth. */
export const usedCodes = {
  id: 'used-codes',
  schema: {
    twoFactor: { fields: { usedStep: { type: 'number', required: false, input: false } } },
  },
  hooks: {
    before: [
      {
        matcher: ({ path }: { path?: string }) => path === '/two-factor/verify-totp',
        handler: createAuthMiddleware(async (ctx) => {
          const factor = await factorOf(ctx)
          if (factor && !(await claim(ctx, factor, String(ctx.body.code)))) {
            return new APIError('UNAUTHORIZED', { code: 'INVALID_CODE', message: 'Used before' })
          }
        }),
      },
    ],
  },
} satisfies BetterAuthPlugin

/** The factor of whoever asks: signed in, or half in by the first factor. */
async function factorOf(ctx: GenericEndpointContext): Promise<Factor | null> {
  const { adapter, internalAdapter, secret } = ctx.context
  const session = await getAuthoritativeSessionFromCtx(ctx)
  const half = session
    ? null
    : await ctx.getSignedCookie(ctx.context.createAuthCookie('two_factor').name, secret)
  const user =
    session?.user.id ?? (half ? (await internalAdapter.findVerificationValue(half))?.value : null)
  if (!user) return null
  return adapter.findOne({ model: 'twoFactor', where: [{ field: 'userId', value: user }] })
}

/** One statement, so that of two who bring a code at once one is let in. */
async function claim(ctx: GenericEndpointContext, { id, secret }: Factor, code: string) {
  const { adapter, secretConfig } = ctx.context
  const key = await symmetricDecrypt({ key: secretConfig, data: secret })
  const now = Math.floor(Date.now() / stepMs)
  for (const step of stepsOff.map((off) => now + off)) {
    if ((await codeOf(key, step)) !== code) continue
    const where = [
      { field: 'id', value: id },
      { field: 'usedStep', operator: 'lt' as const, value: step },
    ]
    const model = 'twoFactor'
    const set = { usedStep: step }
    return (await adapter.incrementOne({ model, where, increment: {}, set })) !== null
  }
  return true
}

/** The code of a step (RFC 4226). */
async function codeOf(secret: string, step: number): Promise<string> {
  const counter = new DataView(new ArrayBuffer(8))
  counter.setBigUint64(0, BigInt(step))
  const bytes = new TextEncoder().encode(secret)
  const hash = { name: 'HMAC', hash: 'SHA-1' }
  const key = await crypto.subtle.importKey('raw', bytes, hash, false, ['sign'])
  const mac = new DataView(await crypto.subtle.sign('HMAC', key, counter.buffer))
  const at = mac.getUint8(mac.byteLength - 1) & 15
  return String((mac.getUint32(at) & 0x7fffffff) % 10 ** digits).padStart(digits, '0')
}
