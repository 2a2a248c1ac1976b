// Agents: the list, and the command that adds one.
import type { AgentLine, JoinToken } from '../../workers/agent-ports.ts'
import { AgentState } from '../parts/agent-state.tsx'
import { Act } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { When } from '../parts/when.tsx'

export interface AgentsData {
  agents: AgentLine[]
  /** Just made: shown this once. */
  made: JoinToken | null
  mayWrite: boolean
  now: number
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
                {one.builtIn && <small> built in</small>}
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
