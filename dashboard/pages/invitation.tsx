// What an invitation's link shows: where it leads and as what. Joining is a button, for whoever is
// signed in; others sign in first, or make their account here.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { FoundInvitation } from '../../workers/workspace-ports.ts'
import { Act, Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { When } from '../parts/when.tsx'

export interface InvitationData {
  invitation: FoundInvitation
  /** The secret of the link. */
  token: string
  /** Who is signed in; null: nobody. */
  person: { name: string; email: string } | null
  typed: Typed
}

export const accountFields: FormField[] = [
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
]

export function InvitationPage({ invitation, token, person, typed }: InvitationData) {
  const { workspaceName, role, invitedBy, expiresAt } = invitation
  return (
    <Layout title={`Join ${workspaceName}`} section={null}>
      <h1>Join {workspaceName}</h1>
      <p>
        {invitedBy} invites you as {role}. The link works once, until{' '}
        <When at={Date.parse(expiresAt)} />.
      </p>
      <FormFault typed={typed} fields={accountFields.map((one) => one.name)} />
      {person ? (
        <Joining invitation={invitation} token={token} person={person} />
      ) : (
        <NewAccount invitation={invitation} token={token} typed={typed} />
      )}
    </Layout>
  )
}

function Joining({
  invitation,
  token,
  person,
}: Pick<InvitationData, 'invitation' | 'token'> & { person: { name: string; email: string } }) {
  const isOther = invitation.email !== null && invitation.email !== person.email
  return (
    <>
      <p>
        You are signed in as {person.name} ({person.email}).
        {isOther && ` The invitation was sent to ${invitation.email}.`}
      </p>
      <div class="actions">
        <Act
          action={`/invitations/${token}`}
          label={`Join ${invitation.workspaceName}`}
          class="primary"
        />
        <Act action="/sign-out" label="Sign out" class="quiet" />
      </div>
    </>
  )
}

function NewAccount({ invitation, token, typed }: Omit<InvitationData, 'person'>) {
  return (
    <>
      <p>
        You have an account? <a href={`/sign-in?then=/invitations/${token}`}>Sign in</a> and join
        with it. Otherwise make one here.
      </p>
      <form method="post" action={`/invitations/${token}`} class="fields">
        {accountFields.map((field) => (
          <Field
            field={field}
            typed={typed}
            value={field.name === 'email' ? (invitation.email ?? '') : ''}
          />
        ))}
        <div>
          <button type="submit" class="primary">
            Make the account and join
          </button>
        </div>
      </form>
    </>
  )
}

export function InvitationOver() {
  return (
    <Layout title="Invitation over" section={null}>
      <h1>This invitation does not work any more</h1>
      <p>It was used, taken back, or is too old. Whoever invited you can send another one.</p>
      <p>
        <a class="button primary" href="/">
          To eSonar
        </a>
      </p>
    </Layout>
  )
}
