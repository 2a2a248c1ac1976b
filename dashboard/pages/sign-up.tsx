// Signing up, where strangers may: the address first, then, by the link of a letter, a name and a
// password.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { plans } from '../../workers/domain/plan.ts'
import type { Wish } from '../../workers/domain/plan-wish.ts'
import type { Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { emailField, newPasswordField } from '../parts/person-fields.ts'
import { SmallForm } from '../parts/small-form.tsx'

export interface SignUpData {
  wish: Wish | null
  typed: Typed
  /** Why no letter can be sent; null: it can. */
  lack: string | null
}

export function SignUpPage({ wish, typed, lack }: SignUpData) {
  return (
    <Layout title="Sign up" section={null}>
      <h1>Sign up</h1>
      <p class="soft">A letter brings a link, with which you make the account. {beginning(wish)}</p>
      {lack ? (
        <div class="banner bad" role="alert">
          <p>{lack}</p>
        </div>
      ) : (
        <SmallForm
          action="/sign-up"
          fields={[{ ...emailField, autocomplete: 'email' }]}
          hidden={wish ? { plan: wish.plan, per: wish.per } : {}}
          typed={typed}
          label="Send the letter"
        />
      )}
      <p>
        <a href="/sign-in">I have an account: sign in</a>
      </p>
      <p>
        <small>
          With the account you agree to the <a href="/legal/terms">terms</a>; the page on{' '}
          <a href="/legal/privacy">privacy</a> says what is kept.
        </small>
      </p>
    </Layout>
  )
}

function beginning(wish: Wish | null): string {
  const { label, limits } = plans.free
  if (!wish) return `It begins on ${label}: ${limits.checks} checks, no card.`
  const name = plans[wish.plan].label
  return `It begins on ${label}; then you take ${name}, paid by the ${wish.per}.`
}

export function SignUpSentPage({ email }: { email: string }) {
  return (
    <Layout title="Look into your mail" section={null}>
      <h1>Look into your mail</h1>
      <p>
        A letter to <strong>{email}</strong> is on its way. Its link works once, for a day.
      </p>
      <p class="soft">
        Nothing there after a few minutes? Look into the spam folder, or{' '}
        <a href="/sign-up">ask again</a>.
      </p>
    </Layout>
  )
}

export const accountFields: FormField[] = [
  {
    name: 'name',
    label: 'Your name',
    help: 'Shown beside what you do.',
    kind: 'text',
    required: true,
    autocomplete: 'name',
  },
  { ...newPasswordField, name: 'password', label: 'Password' },
]

export function MakeAccountPage(data: { token: string; email: string; typed: Typed }) {
  const { token, email, typed } = data
  return (
    <Layout title="Make the account" section={null}>
      <h1>Make the account</h1>
      <p class="soft">
        For <strong>{email}</strong>, with which you will sign in.
      </p>
      <SmallForm
        action={`/sign-up/${token}`}
        fields={accountFields}
        typed={typed}
        label="Make the account"
      />
    </Layout>
  )
}
