// The forms about one's own account, one purpose each.
import type { Account } from '../../workers/account-ports.ts'
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { emailField, newPasswordField, passwordField } from '../parts/person-fields.ts'
import { SmallForm } from '../parts/small-form.tsx'

export interface AccountFormData {
  account: Account
  typed: Typed
  /** Why no letter can be sent; null: it can. */
  lack: string | null
  /** Workspaces that would be left without an owner. */
  alone: string[]
}

/** The password again, for an account that has one. */
function proof({ account }: AccountFormData): FormField[] {
  return account.hasPassword ? [{ ...passwordField, label: 'Your password' }] : []
}

const nameField: FormField = {
  name: 'name',
  label: 'Name',
  help: 'Shown beside what you do.',
  kind: 'text',
  required: true,
  autocomplete: 'name',
}

export function NamePage({ account, typed }: AccountFormData) {
  return (
    <AccountForm title="Change your name">
      <SmallForm
        action="/account/name"
        fields={[nameField]}
        values={{ name: account.name }}
        typed={typed}
        label="Save"
        back="/account"
      />
    </AccountForm>
  )
}

export function PasswordPage(data: AccountFormData) {
  return (
    <AccountForm title={data.account.hasPassword ? 'Change your password' : 'Set a password'}>
      <p class="soft">All other sessions end.</p>
      <SmallForm
        action="/account/password"
        fields={[...proof(data), newPasswordField]}
        typed={data.typed}
        label="Set the password"
        back="/account"
      />
    </AccountForm>
  )
}

export function AddressPage(data: AccountFormData) {
  return (
    <AccountForm title="Change your address">
      <p class="soft">
        It is {data.account.email}. The new address gets a letter with a link; when that was used,
        the old one is told.
      </p>
      {data.lack ? (
        <div class="banner bad" role="alert">
          <p>{data.lack}</p>
        </div>
      ) : (
        <SmallForm
          action="/account/address"
          fields={[{ ...emailField, label: 'New address', autocomplete: 'email' }, ...proof(data)]}
          typed={data.typed}
          label="Send the letter"
          back="/account"
        />
      )}
    </AccountForm>
  )
}

export function DeletePage(data: AccountFormData) {
  return (
    <AccountForm title="Delete your account">
      {data.alone.length > 0 ? (
        <div class="banner bad" role="alert">
          <p>
            You are the only owner of {data.alone.join(' and ')}. Make somebody else an owner there,
            or delete the workspace; then your account can go.
          </p>
        </div>
      ) : (
        <>
          <p>
            Your name, address, ways to sign in and sessions are removed at once, and you leave all
            workspaces. Channels that lead to you are switched off. Nobody can undo it.
          </p>
          <SmallForm
            action="/account/delete"
            fields={proof(data)}
            typed={data.typed}
            label="Delete my account"
            danger
            back="/account"
          />
        </>
      )}
    </AccountForm>
  )
}

function AccountForm({ title, children }: { title: string; children: unknown }) {
  return (
    <Layout title={title} section="/account">
      <div class="head">
        <h1>{title}</h1>
      </div>
      {children as never}
    </Layout>
  )
}
