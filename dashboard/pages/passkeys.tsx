// Passkeys: those there are, a new one, and the end of one.
import type { Account, Passkey } from '../../workers/account-ports.ts'
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { Field, type Typed, untouched } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { PasskeyButton } from '../parts/passkey-button.tsx'
import { passwordField } from '../parts/person-fields.ts'
import { SmallForm } from '../parts/small-form.tsx'
import { When } from '../parts/when.tsx'

export interface PasskeysData {
  account: Account
  passkeys: Passkey[]
  typed: Typed
  /** Why there can be none; null: there can. */
  lack: string | null
}

const proof = (account: Account): FormField[] =>
  account.hasPassword ? [{ ...passwordField, label: 'Your password' }] : []

export function PasskeysPage({ account, passkeys, typed, lack }: PasskeysData) {
  return (
    <Layout title="Passkeys" section="/account">
      <div class="head">
        <div>
          <h1>Passkeys</h1>
          <p>
            Your device proves who you are, by your finger, face or its own code. Nothing to type,
            nothing to steal, and no second factor is asked for.
          </p>
        </div>
      </div>
      {passkeys.length > 0 && (
        <div class="scroll">
          <table>
            <tbody>
              {passkeys.map((one) => (
                <tr>
                  <td class="wrap">
                    {one.name}
                    <br />
                    <small>
                      {one.isSynced ? 'on several devices' : 'on one device'}
                      {one.createdAt !== null && (
                        <>
                          , since <When at={one.createdAt} />
                        </>
                      )}
                    </small>
                  </td>
                  <td class="number">
                    <a
                      href={`/account/passkeys/${one.id}/remove`}
                      aria-label={`Remove ${one.name}`}
                    >
                      Remove
                    </a>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <h2>{passkeys.length > 0 ? 'Another passkey' : 'Your first passkey'}</h2>
      {lack ? (
        <div class="banner">
          <p>{lack}</p>
        </div>
      ) : (
        <SmallForm
          action="/account/passkeys/new"
          fields={proof(account)}
          typed={typed}
          label="Add a passkey"
          back="/account"
        />
      )}
    </Layout>
  )
}

const nameField: FormField = {
  name: 'name',
  label: 'Name',
  help: 'By which you know it again.',
  kind: 'text',
}

export function NewPasskeyPage({ name }: { name: string }) {
  return (
    <Layout title="Add a passkey" section="/account" islands={['passkey']}>
      <div class="head">
        <h1>Add a passkey</h1>
      </div>
      <div class="fields">
        <Field field={nameField} typed={untouched} value={name} />
        <PasskeyButton
          act="create"
          ask="/account/passkeys/options"
          answer="/account/passkeys"
          label="Make the passkey"
          primary
        />
      </div>
      <p>
        <a href="/account/passkeys">Back</a>
      </p>
    </Layout>
  )
}

export interface RemovePasskeyData {
  account: Account
  passkey: Passkey
  typed: Typed
}

export function RemovePasskeyPage({ account, passkey, typed }: RemovePasskeyData) {
  return (
    <Layout title="Remove a passkey" section="/account">
      <div class="head">
        <h1>Remove {passkey.name}</h1>
      </div>
      <p>It will no longer sign in. What your device keeps of it can be deleted there.</p>
      <SmallForm
        action={`/account/passkeys/${passkey.id}/remove`}
        fields={proof(account)}
        typed={typed}
        label="Remove it"
        danger
        back="/account/passkeys"
      />
    </Layout>
  )
}
