// Invitations into the workspace, for those who may make some.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { isAtMost, type Role, roles } from '../../workers/domain/permission.ts'
import type { Invitation } from '../../workers/workspace-ports.ts'
import { Act, Field, type Typed } from './fields.tsx'
import { When } from './when.tsx'

/** One just made: its link is shown this once. */
export function Made({ made }: { made: Invitation & { url: string } }) {
  return (
    <div class="banner">
      <p>
        {made.email && `Mailed to ${made.email}. `}
        The link works once, for 7 days, and is shown this once:
      </p>
      <p>
        <code class="once">{made.url}</code>
      </p>
    </div>
  )
}

function fieldsOf(role: Role): FormField[] {
  const given = roles.filter((one) => isAtMost(one, role))
  return [
    {
      name: 'email',
      label: 'E-mail',
      help: 'The link is mailed there. Leave it empty for a link to hand over yourself.',
      kind: 'text',
    },
    {
      name: 'role',
      label: 'Role',
      help: 'What they may from the start.',
      kind: 'select',
      options: given,
    },
  ]
}

/** Open ones, and the form of another. */
export function Invitations({
  invitations,
  role,
  typed,
  lack,
}: {
  invitations: Invitation[]
  role: Role
  typed: Typed
  lack: string | null
}) {
  return (
    <>
      <h2>Invite somebody</h2>
      {lack && <p class="soft">{lack} Until then, make a link and hand it over.</p>}
      {invitations.length > 0 && (
        <ul class="people">
          {invitations.map((one) => (
            <Open invitation={one} />
          ))}
        </ul>
      )}
      <form method="post" action="/members/invitations" class="fields">
        <div class="pair">
          {fieldsOf(role).map((field) => (
            <Field field={field} typed={typed} value={field.name === 'role' ? 'member' : ''} />
          ))}
        </div>
        <div>
          <button type="submit">Invite</button>
        </div>
      </form>
    </>
  )
}

function Open({ invitation }: { invitation: Invitation }) {
  const { id, email, role, invitedBy, expiresAt } = invitation
  return (
    <li>
      <div>
        {email ?? 'Whoever has the link'}, as {role}
        <small>
          invited by {invitedBy}, works until <When at={Date.parse(expiresAt)} />
        </small>
      </div>
      <Act action={`/members/invitations/${id}/remove`} label="Take back" class="danger" />
    </li>
  )
}
