// Sign in.
import { Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'

const email = { name: 'email', label: 'E-mail', help: '', kind: 'text', required: true } as const
const password = {
  name: 'password',
  label: 'Password',
  help: '',
  kind: 'password',
  required: true,
} as const

export function SignInPage({ typed, then }: { typed: Typed; then: string }) {
  return (
    <Layout title="Sign in" section={null}>
      <h1>Sign in</h1>
      <p class="soft">to see what eSonar watches for you.</p>
      <FormFault typed={typed} fields={[]} />
      <form method="post" action="/sign-in" class="fields">
        <input type="hidden" name="then" value={then} />
        <Field field={email} typed={typed} />
        <Field field={password} typed={typed} />
        <div>
          <button type="submit" class="primary">
            Sign in
          </button>
        </div>
      </form>
    </Layout>
  )
}
