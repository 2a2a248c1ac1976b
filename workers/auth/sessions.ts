// The sessions of an account: listed, and ended one by one or all others at once.
import type { Auth, Caller } from '../account-ports.ts'
import type { OpenAuth } from './index.ts'

type Sessions = Pick<Auth, 'sessions' | 'endSession' | 'endOtherSessions'>

/** Sessions by better-auth. Their tokens never leave this file. */
export function sessionsOf(auth: OpenAuth, headersOf: (caller: Caller) => Headers): Sessions {
  return {
    async sessions(caller) {
      const headers = headersOf(caller)
      const own = await auth.api.getSession({ headers, query: { disableCookieCache: true } })
      const all = await auth.api.listSessions({ headers })
      return all
        .map((one) => ({
          id: one.id,
          isOwn: one.id === own?.session.id,
          userAgent: one.userAgent ?? '',
          address: one.ipAddress ?? '',
          place: placeOf(one),
          signedInAt: one.createdAt.getTime(),
          lastUsedAt: one.updatedAt.getTime(),
        }))
        .sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || b.lastUsedAt - a.lastUsedAt)
    },
    async endSession(caller, id) {
      const headers = headersOf(caller)
      const found = (await auth.api.listSessions({ headers })).find((one) => one.id === id)
      if (!found) return false
      await auth.api.revokeSession({ headers, body: { token: found.token } })
      return true
    },
    async endOtherSessions(caller) {
      await auth.api.revokeOtherSessions({ headers: headersOf(caller) })
    },
  }
}

function placeOf(session: object): string | null {
  const place = 'place' in session ? session.place : null
  return typeof place === 'string' ? decodeURIComponent(place) : null
}
