// The second factor: setting it up with an app, the recovery codes, and the code at sign-in.
import type { Account } from '../../workers/account-ports.ts'
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { passwordField } from '../parts/person-fields.ts'
import { Qr } from '../parts/qr.tsx'
import { SmallForm } from '../parts/small-form.tsx'

const codeField: FormField = {
  name: 'code',
  label: 'Code',
  help: 'Six digits, from your authenticator app.',
  kind: 'text',
  required: true,
  autocomplete: 'one-time-code',
}

const proof = (account: Account): FormField[] =>
  account.hasPassword ? [{ ...passwordField, label: 'Your password' }] : []

export function SecondFactorPage({ account, typed }: { account: Account; typed: Typed }) {
  return (
    <Layout title="Second factor" section="/account">
      <div class="head">
        <h1>Second factor</h1>
      </div>
      {account.hasSecondFactor ? (
        <>
          <p>
            It is <strong>on</strong>: whoever signs in with your password or by a letter types a
            code of your app, too.
          </p>
          <h2>New recovery codes</h2>
          <p class="soft">Those you have stop working.</p>
          <SmallForm
            action="/account/second-factor/codes"
            fields={proof(account)}
            typed={typed}
            label="Make new codes"
          />
          <h2>Turn it off</h2>
          <p>
            <a class="button danger" href="/account/second-factor/off">
              Turn it off
            </a>
          </p>
        </>
      ) : (
        <>
          <p>
            It is <strong>off</strong>. With it, a stolen password is not enough: an app on your
            phone shows a code that changes every 30 seconds.
          </p>
          <SmallForm
            action="/account/second-factor"
            fields={proof(account)}
            typed={typed}
            label="Set it up"
            back="/account"
          />
        </>
      )}
    </Layout>
  )
}

export function SecondFactorOffPage({ account, typed }: { account: Account; typed: Typed }) {
  return (
    <Layout title="Turn the second factor off" section="/account">
      <div class="head">
        <h1>Turn the second factor off</h1>
      </div>
      <p>From then on your password alone is enough, and the recovery codes work no more.</p>
      <SmallForm
        action="/account/second-factor/off"
        fields={proof(account)}
        typed={typed}
        label="Turn it off"
        danger
        back="/account/second-factor"
      />
    </Layout>
  )
}

/** `uri` comes back with each wrong code, so that the picture stays. */
export function SecondFactorSetPage({ uri, typed }: { uri: string; typed: Typed }) {
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  return (
    <Layout title="Set up the second factor" section="/account">
      <div class="head">
        <h1>Set up the second factor</h1>
      </div>
      <ol class="steps">
        <li>
          <p>Scan this with an authenticator app:</p>
          <Qr text={uri} label="QR code with the secret below" />
          <p class="soft">
            Or type the secret: <code class="secret">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
          </p>
        </li>
        <li>
          <p>Type the code that it shows:</p>
          <SmallForm
            action="/account/second-factor/confirm"
            fields={[codeField]}
            hidden={{ uri }}
            typed={typed}
            label="Turn it on"
            back="/account"
          />
        </li>
      </ol>
    </Layout>
  )
}

export function RecoveryCodesPage({ codes }: { codes: string[] }) {
  return (
    <Layout title="Recovery codes" section="/account">
      <div class="head">
        <h1>Recovery codes</h1>
      </div>
      <div class="banner">
        <p>
          Shown this once. Keep them where your phone is not: each signs you in once when the app is
          lost.
        </p>
      </div>
      <pre class="codes">{codes.join('\n')}</pre>
      <p>
        <a class="button primary" href="/account">
          I have kept them
        </a>
      </p>
    </Layout>
  )
}

export function SecondPage({ then, typed }: { then: string; typed: Typed }) {
  const help = 'Six digits from your authenticator app, or one of your recovery codes.'
  return (
    <Layout title="Second factor" section={null}>
      <h1>One more step</h1>
      <SmallForm
        action="/sign-in/second"
        fields={[{ ...codeField, help }]}
        hidden={{ then }}
        typed={typed}
        label="Sign in"
        back="/sign-in"
      />
    </Layout>
  )
}
