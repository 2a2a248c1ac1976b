// Agents: the list, the command that adds one, and the settings of each.
import type { AgentLine, JoinToken } from '../../workers/agent-ports.ts'
import { type AgentRole, agentRoles } from '../../workers/domain/agent.ts'
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { type HostData, HostSection } from '../parts/agent-host.tsx'
import { AgentState } from '../parts/agent-state.tsx'
import { Act, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { SmallForm } from '../parts/small-form.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { When } from '../parts/when.tsx'

export interface AgentsData {
  agents: AgentLine[]
  /** Just made: shown this once. */
  made: JoinToken | null
  mayWrite: boolean
  now: number
}

const roleWords: Record<AgentRole, string> = {
  voter: 'voter: its word is counted',
  witness: 'witness: evidence alone',
}

export function AgentsPage({ agents, made, mayWrite, now }: AgentsData) {
  return (
    <Layout title="Agents" section="/settings">
      <div class="head">
        <div>
          <h1>Agents</h1>
          <p>
            A small program on a machine of yours: one more place to ask from, also for what is
            private, and eyes on that machine from inside.
          </p>
        </div>
        {mayWrite && <Act action="/agents/tokens" label="Add an agent" class="primary" />}
      </div>
      <Tabs tab="/agents" />
      {made && (
        <div class="banner">
          <p>
            Type this on the machine, as root or as the user it shall run as. It is shown this once,
            works for one agent, and until <When at={made.expiresAt} />:
          </p>
          <pre class="command">{made.command}</pre>
        </div>
      )}
      {agents.length === 0 ? (
        <div class="empty">
          <p>No agent has joined yet.</p>
        </div>
      ) : (
        <AgentTable agents={agents} mayWrite={mayWrite} now={now} />
      )}
    </Layout>
  )
}

function AgentTable({ agents, mayWrite, now }: Pick<AgentsData, 'agents' | 'mayWrite' | 'now'>) {
  return (
    <div class="scroll">
      <table class="stack">
        <thead>
          <tr>
            {['Agent', 'State', 'Network', 'Counted', 'Version'].map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {agents.map((one) => (
            <tr>
              <td class="wrap">
                {mayWrite ? <a href={`/agents/${one.id}`}>{one.name}</a> : one.name}
                {one.site && <small> at {one.site}</small>}
              </td>
              <td>
                <AgentState agent={one} now={now} />
              </td>
              <td data-label="network: ">{one.network}</td>
              <td data-label="counted: ">{one.role}</td>
              <td data-label="version: ">{one.program ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export interface AgentData {
  agent: AgentLine
  host: HostData | null
  typed: Typed
  now: number
}

const fields: FormField[] = [
  { name: 'name', label: 'Name', help: 'Its name as a place.', kind: 'text', required: true },
  {
    name: 'network',
    label: 'Network',
    help: 'Who carries its packets: places of one network share its faults, and a verdict wants most of the networks.',
    kind: 'text',
    required: true,
  },
  {
    name: 'site',
    label: 'Site',
    help: 'Where it stands. For checks that carry this as a tag it is a witness: it stands on their side.',
    kind: 'text',
  },
  {
    name: 'role',
    label: 'Counted',
    help: 'A voter is counted in the verdict; a witness is asked too, and is evidence alone.',
    kind: 'select',
    options: [...agentRoles],
  },
]

export function AgentPage({ agent, host, typed, now }: AgentData) {
  const { id, name, network, site, role, capabilities, revokedAt } = agent
  return (
    <Layout title={name} section="/settings">
      <div class="head">
        <div>
          <h1>{name}</h1>
          <p>
            <AgentState agent={agent} now={now} /> · {roleWords[role]}.
            {capabilities.length > 0 && ` It can: ${capabilities.join(', ')}.`}
          </p>
        </div>
      </div>
      <Tabs tab="/agents" />
      <HostSection host={host} />
      <h2>Settings</h2>
      <SmallForm
        action={`/agents/${id}`}
        fields={fields}
        typed={typed}
        values={{ name, network, site: site ?? '', role }}
        label="Save"
        back="/agents"
      />
      <h2>Revoke or remove</h2>
      <p class="soft">
        Revoked, its key works no more and the program stops; what it saw stays. Removed, it leaves
        the list too, once no check is asked from it.
      </p>
      <div class="actions">
        {revokedAt === null && (
          <Act action={`/agents/${id}/revoke`} label="Revoke" class="danger" />
        )}
        <Act action={`/agents/${id}/remove`} label="Remove" class="danger" />
      </div>
    </Layout>
  )
}
