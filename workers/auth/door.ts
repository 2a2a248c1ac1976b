// The doors that better-auth has no endpoint for: a session for somebody who proved otherwise who
// they are. A plugin of our own, never reached over the network: the hub calls it. A second factor
// is asked for as better-auth asks for it after a password: its own check does not know this door.
import type { GenericEndpointContext } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { deleteSessionCookie, setSessionCookie } from 'better-auth/cookies'
import { generateRandomString } from 'better-auth/crypto'
import { z } from 'zod'

/** Between the first factor and the second. */
const secondSeconds = 600

const body = z.object({
  user: z.string(),
  /** `all`: the second factor was given, too. */
  proof: z.enum(['letter', 'all']),
})

/** Opens a session for an account. */
export const ownDoor = {
  id: 'own-door',
  endpoints: {
    openSession: createAuthEndpoint(
      '/own-door/open',
      { method: 'POST', body, metadata: { SERVER_ONLY: true } },
      async (ctx) => {
        const { internalAdapter } = ctx.context
        const user = await internalAdapter.findUserById(ctx.body.user)
        if (!user) return ctx.json({ kind: 'gone' as const })
        if (ctx.body.proof === 'letter' && 'twoFactorEnabled' in user && user.twoFactorEnabled) {
          await askSecond(ctx, user.id)
          return ctx.json({ kind: 'second' as const })
        }
        const session = await internalAdapter.createSession(user.id)
        await setSessionCookie(ctx, { session, user })
        const { id, name, email } = user
        return ctx.json({ kind: 'in' as const, user: { id, name, email } })
      },
    ),
  },
} as const

/** Remembers in a cookie who is half in; names and values are those of better-auth's plugin. */
async function askSecond(ctx: GenericEndpointContext, user: string): Promise<void> {
  deleteSessionCookie(ctx, true)
  const identifier = `2fa-${generateRandomString(20)}`
  const expiresAt = new Date(Date.now() + secondSeconds * 1000)
  const { internalAdapter, secret } = ctx.context
  await internalAdapter.createVerificationValue({ value: user, identifier, expiresAt })
  const attempts = `2fa-attempts-${identifier}`
  await internalAdapter.createVerificationValue({ value: '0', identifier: attempts, expiresAt })
  const cookie = ctx.context.createAuthCookie('two_factor', { maxAge: secondSeconds })
  await ctx.setSignedCookie(cookie.name, identifier, secret, cookie.attributes)
}
