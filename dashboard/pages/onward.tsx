// On to a provider: a link, and the browser goes by itself. A form may not lead to another site.
import type { Account, Provider } from '../../workers/account-ports.ts'
import type { Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { passwordField } from '../parts/person-fields.ts'
import { SmallForm } from '../parts/small-form.tsx'

export function OnwardPage({ name, url, back }: { name: string; url: string; back: string }) {
  return (
    <Layout title={`On to ${name}`} section={null}>
      <h1>On to {name}</h1>
      <p class="soft">You come back from there by yourself.</p>
      <p>
        <a class="button primary" href={url}>
          Go on to {name}
        </a>
      </p>
      <p>
        <a href={back}>Back</a>
      </p>
    </Layout>
  )
}

export interface ConnectData {
  account: Account
  provider: Provider
  typed: Typed
}

export function ConnectPage({ account, provider, typed }: ConnectData) {
  return (
    <Layout title={`Connect ${provider.name}`} section="/account">
      <div class="head">
        <h1>Connect {provider.name}</h1>
      </div>
      <p>Whoever is signed in to your account there is let in here from then on.</p>
      <SmallForm
        action={`/account/providers/${provider.id}`}
        fields={account.hasPassword ? [{ ...passwordField, label: 'Your password' }] : []}
        typed={typed}
        label={`Connect ${provider.name}`}
        back="/account"
      />
    </Layout>
  )
}
