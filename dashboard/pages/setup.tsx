// The first account, by the one-time link that the launcher printed.
import { Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'

const fields = [
  {
    name: 'name',
    label: 'Your name',
    help: 'Shown beside what you do.',
    kind: 'text',
    required: true,
  },
  { name: 'email', label: 'E-mail', help: 'You sign in with it.', kind: 'text', required: true },
  {
    name: 'password',
    label: 'Password',
    help: 'At least 10 characters.',
    kind: 'password',
    required: true,
  },
] as const

export function SetupPage({ token, typed }: { token: string; typed: Typed }) {
  return (
    <Layout title="First account" section={null}>
      <h1>Make the first account</h1>
      <p class="soft">It owns this installation. The link works once.</p>
      <FormFault typed={typed} fields={fields.map((one) => one.name)} />
      <form method="post" action={`/setup/${token}`} class="fields">
        {fields.map((field) => (
          <Field field={field} typed={typed} />
        ))}
        <div>
          <button type="submit" class="primary">
            Make the account
          </button>
        </div>
      </form>
    </Layout>
  )
}

export function SetupOver() {
  return (
    <Layout title="Link used" section={null}>
      <h1>This link does not work any more</h1>
      <p>It was used, or a day has passed. Start eSonar again for a new one, or sign in.</p>
      <p>
        <a class="button primary" href="/sign-in">
          Sign in
        </a>
      </p>
    </Layout>
  )
}
