// The second factor by better-auth: an authenticator app's codes, and recovery codes.
import type { Caller, SecondFactors } from '../account-ports.ts'
import type { OpenAuth } from './index.ts'

/** better-auth counts wrong codes of a sign-in, and of an account over all of them. */
export function secondFactorsOf(
  auth: OpenAuth,
  headersOf: (caller: Caller) => Headers,
): SecondFactors {
  const bodyOf = (password: string | null) => (password === null ? {} : { password })
  const ask = (caller: Caller) => ({ headers: headersOf(caller), asResponse: true }) as const
  return {
    async startSecond(caller, password) {
      const body = { ...bodyOf(password), method: 'totp' as const }
      const response = await auth.api.enableTwoFactor({ body, ...ask(caller) })
      if (!response.ok) return null
      const { totpURI } = (await response.json()) as { totpURI: string }
      return { uri: totpURI }
    },
    async confirmSecond(caller, code) {
      const response = await auth.api.verifyTOTP({ body: { code }, ...ask(caller) })
      return response.ok ? response.headers.getSetCookie() : null
    },
    async stopSecond(caller, password) {
      const response = await auth.api.disableTwoFactor({ body: bodyOf(password), ...ask(caller) })
      return response.ok ? response.headers.getSetCookie() : null
    },
    async recoveryCodes(userId) {
      return (await auth.api.viewBackupCodes({ body: { userId } })).backupCodes
    },
    async newRecoveryCodes(caller, password) {
      const body = bodyOf(password)
      const response = await auth.api.generateBackupCodes({ body, ...ask(caller) })
      if (!response.ok) return null
      return ((await response.json()) as { backupCodes: string[] }).backupCodes
    },
    async passSecond(caller, code) {
      const isRecovery = !/^\d{6}$/.test(code)
      const given = { body: { code }, ...ask(caller) }
      const response = isRecovery
        ? await auth.api.verifyBackupCode(given)
        : await auth.api.verifyTOTP(given)
      if (response.ok) return { kind: 'in', cookies: response.headers.getSetCookie() }
      const said = (await response.json()) as { code?: string }
      if (said.code === 'INVALID_CODE' || said.code === 'INVALID_BACKUP_CODE') {
        return { kind: 'wrong' }
      }
      return { kind: response.status === 429 ? 'locked' : 'over' }
    },
  }
}
