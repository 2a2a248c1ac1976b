// Who belongs to the workspace, and who is invited.
import type { Member } from '../../workers/call-ports.ts'
import { isAtMost, type Role, roles } from '../../workers/domain/permission.ts'
import type { Invitation } from '../../workers/workspace-ports.ts'
import { Act, FormFault, type Typed } from '../parts/fields.tsx'
import { Invitations, Made } from '../parts/invitations.tsx'
import { Layout } from '../parts/layout.tsx'
import { Tabs } from '../parts/tabs.tsx'

export interface MembersData {
  members: Member[]
  /** null: whoever looks may not invite. */
  invitations: Invitation[] | null
  /** Who looks: their id, and what they are here. */
  me: { id: string; role: Role }
  typed: Typed
  /** A new invitation, its link shown this once. */
  made: (Invitation & { url: string }) | null
  /** Why no mail can be sent; null: it can. */
  lack: string | null
}

export function MembersPage({ members, invitations, me, typed, made, lack }: MembersData) {
  const mayChange = invitations !== null
  return (
    <Layout title="Members" section="/settings">
      <div class="head">
        <div>
          <h1>Members</h1>
          <p>
            viewer reads; member changes checks and channels; admin also policies, keys and members;
            owner everything. How each is called when something fails: <a href="/people">people</a>.
          </p>
        </div>
      </div>
      <Tabs tab="/members" />
      <FormFault typed={typed} fields={['email']} />
      {made && <Made made={made} />}
      <ul class="people">
        {members.map((one) => (
          <Row member={one} me={me} mayChange={mayChange} />
        ))}
      </ul>
      {invitations && (
        <Invitations invitations={invitations} role={me.role} typed={typed} lack={lack} />
      )}
    </Layout>
  )
}

function Row({
  member,
  me,
  mayChange,
}: {
  member: Member
  me: MembersData['me']
  mayChange: boolean
}) {
  const isMe = member.id === me.id
  const isOurs = mayChange && isAtMost(member.role, me.role)
  return (
    <li>
      <div>
        {member.name}
        {isMe && <span class="soft"> (you)</span>}
        <small>{member.email}</small>
      </div>
      <div class="actions">
        {isOurs ? <RoleForm member={member} role={me.role} /> : <span>{member.role}</span>}
        {isOurs && !isMe && (
          <Act action={`/members/${member.id}/remove`} label="Remove" class="danger" />
        )}
      </div>
    </li>
  )
}

function RoleForm({ member, role }: { member: Member; role: Role }) {
  return (
    <form method="post" action={`/members/${member.id}/role`} class="inline">
      <select name="role" aria-label={`Role of ${member.name}`}>
        {roles
          .filter((one) => isAtMost(one, role))
          .map((one) => (
            <option value={one} {...(one === member.role ? { selected: true } : {})}>
              {one}
            </option>
          ))}
      </select>
      <button type="submit">Change</button>
    </form>
  )
}
