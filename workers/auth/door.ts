// The doors that better-auth has no endpoint for: a session for somebody whom a letter proved. A
// plugin of our own, never reached over the network: the hub calls it.
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { z } from 'zod'

/** Opens a session for an account. */
export const letterDoor = {
  id: 'letter-door',
  endpoints: {
    openByLetter: createAuthEndpoint(
      '/letter/open',
      { method: 'POST', body: z.object({ user: z.string() }), metadata: { SERVER_ONLY: true } },
      async (ctx) => {
        const { internalAdapter } = ctx.context
        const user = await internalAdapter.findUserById(ctx.body.user)
        if (!user) return ctx.json({ user: null })
        const session = await internalAdapter.createSession(user.id)
        await setSessionCookie(ctx, { session, user })
        return ctx.json({ user: { id: user.id, name: user.name, email: user.email } })
      },
    ),
  },
} as const
