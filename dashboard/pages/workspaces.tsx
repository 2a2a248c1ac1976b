// The workspaces of a person: switch to one, or make another.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { Membership } from '../../workers/workspace-ports.ts'
import { Act, Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'

export interface WorkspacesData {
  workspaces: Membership[]
  /** Id of the one they are in. */
  current: string
  typed: Typed
}

const nameField: FormField = {
  name: 'name',
  label: 'Name',
  help: 'Its checks, channels, pages and members are its own.',
  kind: 'text',
  required: true,
}

export function WorkspacesPage({ workspaces, current, typed }: WorkspacesData) {
  return (
    <Layout title="Workspaces" section="/settings">
      <div class="head">
        <div>
          <h1>Workspaces</h1>
          <p>You are in one at a time; what you see and change is that one's.</p>
        </div>
      </div>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Workspace</th>
              <th scope="col">You are</th>
              <th scope="col">
                <span class="hidden">Switch</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {workspaces.map((one) => (
              <tr>
                <td class="wrap">{one.name}</td>
                <td>{one.role}</td>
                <td class="number">
                  {one.workspace === current ? (
                    <a href="/workspace">Settings of this one</a>
                  ) : (
                    <Act
                      action={`/workspaces/${one.workspace}/choose`}
                      label={`Switch to ${one.name}`}
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h2>Another workspace</h2>
      <FormFault typed={typed} fields={['name']} />
      <form method="post" action="/workspaces" class="fields">
        <Field field={nameField} typed={typed} />
        <div>
          <button type="submit">Make the workspace</button>
        </div>
      </form>
    </Layout>
  )
}
