// Passkeys by better-auth's plugin. It takes the origin from whoever asks and believes a passkey
// that nobody unlocked; here the origin is the installation's, and the device must have asked its
// owner: so a passkey is two factors by itself.
import { passkey } from '@better-auth/passkey'
import { APIError } from 'better-auth/api'
import type { Caller, Passkeys } from '../account-ports.ts'
import { classOf } from '../domain/address.ts'
import type { OpenAuth } from './index.ts'
import { signedIn } from './signed-in.ts'

/** The plugin for this address. */
export function passkeyPlugin(baseUrl: string) {
  const { origin, hostname } = new URL(baseUrl)
  const verified = (isVerified: boolean | undefined) => {
    if (!isVerified) throw new APIError('UNAUTHORIZED', { message: 'nobody unlocked the passkey' })
  }
  return passkey({
    rpName: 'eSonar',
    rpID: hostname,
    origin,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    registration: {
      afterVerification: ({ verification }) => {
        verified(verification.registrationInfo?.userVerified)
      },
    },
    authentication: {
      afterVerification: ({ verification }) => {
        verified(verification.authenticationInfo.userVerified)
      },
    },
  })
}

export function passkeysOf(
  auth: OpenAuth,
  headersOf: (caller: Caller) => Headers,
  baseUrl: string,
): Passkeys {
  const ask = (caller: Caller) => ({ headers: headersOf(caller), asResponse: true }) as const
  const optionsIn = async (response: Response) => ({
    options: (await response.json()) as unknown,
    cookies: response.headers.getSetCookie(),
  })
  return {
    hasPasskeys: isHostName(new URL(baseUrl).hostname),
    async passkeys(caller) {
      const all = await auth.api.listPasskeys({ headers: headersOf(caller) })
      return all.map((one) => ({
        id: one.id,
        name: one.name ?? 'Passkey',
        isSynced: one.backedUp,
        createdAt: one.createdAt ? new Date(one.createdAt).getTime() : null,
      }))
    },
    async newPasskey(caller) {
      const response = await auth.api.generatePasskeyRegistrationOptions(ask(caller))
      return response.ok ? optionsIn(response) : null
    },
    async keepPasskey(caller, response, name) {
      const body = { response, name }
      return (await auth.api.verifyPasskeyRegistration({ body, ...ask(caller) })).ok
    },
    async dropPasskey(caller, id) {
      return (await auth.api.deletePasskey({ body: { id }, ...ask(caller) })).ok
    },
    async askPasskey(caller) {
      const asked = await optionsIn(
        await auth.api.generatePasskeyAuthenticationOptions(ask(caller)),
      )
      return { ...asked, options: { ...(asked.options as object), userVerification: 'required' } }
    },
    async signInByPasskey(caller, response) {
      const body = { response: response as never }
      return signedIn(await auth.api.verifyPasskeyAuthentication({ body, ...ask(caller) }))
    },
  }
}

/** Browsers take a host name or `localhost`, and no bare address (WebAuthn 5.1.3). */
function isHostName(host: string): boolean {
  return host === 'localhost' || classOf(host) === null
}
