// What comes by mail: asking for it, and where its links lead. A link that is only looked at does
// nothing; the button acts.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { Typed } from '../parts/fields.tsx'
import { Act } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { emailField, newPasswordField } from '../parts/person-fields.ts'
import { SmallForm } from '../parts/small-form.tsx'

export interface AskData {
  title: string
  lead: string
  action: string
  label: string
  hidden?: Record<string, string>
  typed: Typed
  /** Why no letter can be sent; null: it can. */
  lack: string | null
}

export function AskLetterPage(data: AskData) {
  const { title, lead, action, label, hidden = {}, typed, lack } = data
  return (
    <Layout title={title} section={null}>
      <h1>{title}</h1>
      <p class="soft">{lead}</p>
      {lack ? (
        <>
          <div class="banner bad" role="alert">
            <p>{lack}</p>
          </div>
          <p>
            <a href="/sign-in">Back to signing in</a>
          </p>
        </>
      ) : (
        <SmallForm
          action={action}
          fields={[emailField]}
          hidden={hidden}
          typed={typed}
          label={label}
          back="/sign-in"
        />
      )}
    </Layout>
  )
}

export function LetterSentPage({ email, lasts }: { email: string; lasts: string }) {
  return (
    <Layout title="Look into your mail" section={null}>
      <h1>Look into your mail</h1>
      <p>
        If there is an account for <strong>{email}</strong>, a letter is on its way. Its link works
        once, for {lasts}.
      </p>
      <p class="soft">
        Nothing there after a few minutes? Look into the spam folder, or ask again.
      </p>
      <p>
        <a href="/sign-in">Back to signing in</a>
      </p>
    </Layout>
  )
}

const setFields: FormField[] = [{ ...newPasswordField, name: 'password' }]

export function ResetPage({ token, typed }: { token: string; typed: Typed }) {
  return (
    <Layout title="A new password" section={null}>
      <h1>Set a new password</h1>
      <p class="soft">All sessions of the account end; you sign in again.</p>
      <SmallForm
        action={`/reset/${token}`}
        fields={setFields}
        typed={typed}
        label="Set the password"
      />
    </Layout>
  )
}

export interface ConfirmData {
  title: string
  lead: string
  action: string
  label: string
}

/** A link that was opened, and the button that does what it is for. */
export function ConfirmLetterPage({ title, lead, action, label }: ConfirmData) {
  return (
    <Layout title={title} section={null}>
      <h1>{title}</h1>
      <p>{lead}</p>
      <Act action={action} label={label} class="primary" />
    </Layout>
  )
}

export function LetterOverPage({ again }: { again: string }) {
  return (
    <Layout title="Link used" section={null}>
      <h1>This link does not work any more</h1>
      <p>It was used, or it is too old.</p>
      <p>
        <a class="button primary" href={again}>
          Ask for a new one
        </a>
      </p>
    </Layout>
  )
}

export function AddressSetPage({ email }: { email: string }) {
  return (
    <Layout title="Address changed" section={null}>
      <h1>Your address is changed</h1>
      <p>
        You sign in with <strong>{email}</strong> from now on. The old address was told.
      </p>
      <p>
        <a class="button primary" href="/account">
          To your account
        </a>
      </p>
    </Layout>
  )
}
