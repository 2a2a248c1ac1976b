// One's own account: who one is, the ways to sign in, the sessions, and the end of it all.
import type { Account, Provider, Session } from '../../workers/account-ports.ts'
import { Layout } from '../parts/layout.tsx'
import { ProviderRows } from '../parts/providers.tsx'
import { SessionRows } from '../parts/session-rows.tsx'

export interface AccountData {
  account: Account
  sessions: Session[]
  /** How many there are. */
  passkeys: number
  providers: readonly Provider[]
  now: number
  /** What was just done. */
  note: AccountNote | null
}

const notes = {
  name: 'Your name is changed.',
  password: 'Your password is changed. All other sessions were ended.',
  address: 'A letter is on its way to the new address. Nothing changes until its link is used.',
  'second-off': 'The second factor is off.',
  linked: 'The account elsewhere is connected.',
  'not-linked':
    'It was not connected: it belongs to another account here, or its address is not confirmed there.',
  disconnected: 'The account elsewhere is disconnected.',
  ended: 'The session is ended.',
  'ended-others': 'All other sessions are ended.',
} as const
export type AccountNote = keyof typeof notes

export const isAccountNote = (text: string | undefined): text is AccountNote =>
  !!text && text in notes

export function AccountPage(data: AccountData) {
  const { account, note } = data
  return (
    <Layout title="Your account" section="/account">
      <div class="head">
        <h1>Your account</h1>
      </div>
      {note && (
        <div class="banner" role="status">
          <p>{notes[note]}</p>
        </div>
      )}
      <h2>Profile</h2>
      <dl class="facts">
        <Fact label="Name" value={account.name} path="/account/name" />
        <Fact label="E-mail" value={account.email} path="/account/address" />
      </dl>
      <h2>Ways to sign in</h2>
      <dl class="facts">
        <Fact
          label="Password"
          value={account.hasPassword ? 'set' : 'none'}
          path="/account/password"
          act={account.hasPassword ? 'Change' : 'Set one'}
        />
        <Fact
          label="Second factor"
          value={account.hasSecondFactor ? 'on' : 'off'}
          path="/account/second-factor"
          act={account.hasSecondFactor ? 'Change' : 'Set it up'}
        />
        <Fact
          label="Passkeys"
          value={data.passkeys === 0 ? 'none' : String(data.passkeys)}
          path="/account/passkeys"
          act={data.passkeys === 0 ? 'Add one' : 'Change'}
        />
      </dl>
      <ProviderRows providers={data.providers} connected={account.connected} />
      <SessionRows sessions={data.sessions} now={data.now} />
      <h2>Delete the account</h2>
      <p class="soft">
        Your name, address, ways to sign in and sessions are removed for good; what you did stays in
        the log without your name.
      </p>
      <p>
        <a class="button danger" href="/account/delete">
          Delete the account
        </a>
      </p>
    </Layout>
  )
}

interface FactData {
  label: string
  value: string
  path: string
  act?: string
}

/** A fact about the account, and where it is changed. */
function Fact({ label, value, path, act = 'Change' }: FactData) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
      <dd>
        <a href={path} aria-label={`${act}: ${label}`}>
          {act}
        </a>
      </dd>
    </div>
  )
}
