// Sign in.
import type { Provider } from '../../workers/account-ports.ts'
import { Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { PasskeyButton } from '../parts/passkey-button.tsx'
import { emailField, passwordField } from '../parts/person-fields.ts'
import { ProviderButtons } from '../parts/providers.tsx'

/** What was done on the way here. */
const notes = {
  reset: 'Your password is set. Sign in with it.',
  again: 'This took too long, or too many codes were wrong. Sign in once more.',
  provider:
    'That did not sign you in: no account here is connected with it, or its address is not confirmed. Sign in another way, then connect it under Account.',
  deleted: 'Your account is gone, with everything that was only yours.',
} as const
export type Note = keyof typeof notes

export const isNote = (text: string | undefined): text is Note => !!text && text in notes

export interface SignInData {
  typed: Typed
  then: string
  note?: Note | null
  hasPasskeys: boolean
  providers: readonly Provider[]
}

export function SignInPage({ typed, then, note, hasPasskeys, providers }: SignInData) {
  return (
    <Layout title="Sign in" section={null} islands={hasPasskeys ? ['passkey'] : []}>
      <h1>Sign in</h1>
      <p class="soft">to see what eSonar watches for you.</p>
      {note && (
        <div class="banner" role="status">
          <p>{notes[note]}</p>
        </div>
      )}
      <FormFault typed={typed} fields={[]} />
      <form method="post" action="/sign-in" class="fields">
        <input type="hidden" name="then" value={then} />
        <Field field={emailField} typed={typed} />
        <Field field={passwordField} typed={typed} />
        <div class="actions">
          <button type="submit" class="primary">
            Sign in
          </button>
          <a href="/forgot">Forgot the password?</a>
          <a href={`/sign-in/link?then=${encodeURIComponent(then)}`}>Sign in by a letter</a>
        </div>
      </form>
      <ProviderButtons providers={providers} then={then} />
      {hasPasskeys && (
        <PasskeyButton
          act="get"
          ask="/sign-in/passkey/options"
          answer="/sign-in/passkey"
          label="Sign in with a passkey"
          onTo={then}
        />
      )}
    </Layout>
  )
}
