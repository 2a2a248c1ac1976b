// The workspace itself: its name, leaving it, handing it over, its end.
import type { Member } from '../../workers/call-ports.ts'
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { Membership } from '../../workers/workspace-ports.ts'
import { OneOf } from '../parts/choices.tsx'
import { Act, Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { Tabs } from '../parts/tabs.tsx'

export interface WorkspaceData {
  workspace: Membership
  /** Who looks; null: a program. */
  me: string | null
  members: Member[]
  mayRename: boolean
  mayExport: boolean
  /** What was typed into which form. */
  renaming: Typed
  ending: Typed
  /** Of leaving and handing over. */
  moving: Typed
}

const nameField: FormField = {
  name: 'name',
  label: 'Name',
  help: 'Shown at the top of each page, and to whom you invite.',
  kind: 'text',
  required: true,
}

export function WorkspacePage(data: WorkspaceData) {
  const { workspace, me, members, mayRename, renaming, moving } = data
  const isOwner = workspace.role === 'owner' && me !== null
  const heirs = members.filter((one) => one.id !== me)
  return (
    <Layout title={workspace.name} section="/settings">
      <div class="head">
        <div>
          <h1>{workspace.name}</h1>
          <p>
            You are {workspace.role} here. <a href="/workspaces">All your workspaces</a>.
          </p>
        </div>
      </div>
      <Tabs tab="/workspace" />
      <FormFault typed={moving} fields={[]} />
      {mayRename && (
        <>
          <FormFault typed={renaming} fields={['name']} />
          <form method="post" action="/workspace/name" class="fields">
            <Field field={nameField} typed={renaming} value={workspace.name} />
            <div>
              <button type="submit">Rename</button>
            </div>
          </form>
        </>
      )}
      {data.mayExport && (
        <>
          <h2>Export</h2>
          <p class="soft">
            Checks, channels, policies, schedules, maintenance, silences, pages, members, incidents
            and the audit log, as one JSON file. Secrets are masked.
          </p>
          <a class="button" href="/workspace/export">
            Export everything
          </a>
        </>
      )}
      {me !== null && (
        <>
          <h2>Leave</h2>
          <p class="soft">
            It is closed to you at once. Channels that lead to you are switched off, your calendar
            address stops.
          </p>
          <Act action="/workspace/leave" label={`Leave ${workspace.name}`} class="danger" />
        </>
      )}
      {isOwner && heirs.length > 0 && <HandOver heirs={heirs} />}
      {isOwner && <End workspace={workspace} typed={data.ending} />}
    </Layout>
  )
}

function HandOver({ heirs }: { heirs: Member[] }) {
  return (
    <>
      <h2>Hand over</h2>
      <form method="post" action="/workspace/owner" class="fields">
        <OneOf
          name="person"
          label="New owner"
          help="They own it from then on; you are an admin."
          choices={heirs.map(({ id, name, email }) => ({ id, name: `${name} (${email})` }))}
          chosen=""
        />
        <div>
          <button type="submit">Hand it over</button>
        </div>
      </form>
    </>
  )
}

function End({ workspace, typed }: { workspace: Membership; typed: Typed }) {
  const field: FormField = {
    name: 'typed',
    label: 'Name of the workspace',
    help: `Type ${workspace.name} to say that you mean it.`,
    kind: 'text',
    required: true,
  }
  return (
    <>
      <h2 id="end">Delete</h2>
      <p class="soft">
        Checks, history, channels, pages, keys and members of it are gone for good; pings to its
        heartbeats are unknown. Nobody can undo this: <a href="/workspace/export">export it</a>{' '}
        first.
      </p>
      <FormFault typed={typed} fields={['typed']} />
      <form method="post" action="/workspace/remove" class="fields">
        <Field field={field} typed={typed} />
        <div>
          <button type="submit" class="danger">
            Delete the workspace
          </button>
        </div>
      </form>
    </>
  )
}
