// One agent: how it is connected, what it sees of its host, its settings, its end.
import type { AgentLine } from '../../workers/agent-ports.ts'
import { type AgentRole, agentRoles } from '../../workers/domain/agent.ts'
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { type HostData, HostSection } from '../parts/agent-host.tsx'
import { AgentState } from '../parts/agent-state.tsx'
import { Act, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import type { Range } from '../parts/ranges.ts'
import { SmallForm } from '../parts/small-form.tsx'
import { Tabs } from '../parts/tabs.tsx'

const roleWords: Record<AgentRole, string> = {
  voter: 'voter: its word is counted',
  witness: 'witness: evidence alone',
}

export interface AgentData {
  agent: AgentLine
  host: HostData | null
  range: Range
  beforeMs: number | null
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

export function AgentPage({ agent, host, range, beforeMs, typed, now }: AgentData) {
  const { id, name, network, site, role, capabilities, builtIn, link } = agent
  return (
    <Layout title={name} section="/settings" islands={['figures']}>
      <div class="head">
        <div data-live="state">
          <h1>{name}</h1>
          <p>
            <AgentState agent={agent} now={now} />
            {builtIn && ' · built in'} · {roleWords[role]}.
            {capabilities.length > 0 && ` It can: ${capabilities.join(', ')}.`}
          </p>
        </div>
      </div>
      <Tabs tab="/agents" />
      <HostSection host={host} range={range} beforeMs={beforeMs} builtIn={builtIn ?? false} />
      <h2>Settings</h2>
      <SmallForm
        action={`/agents/${id}`}
        fields={builtIn ? fields.filter((one) => one.name !== 'network') : fields}
        typed={typed}
        values={{ name, network, site: site ?? '', role }}
        label="Save"
        back="/agents"
      />
      {builtIn && <BuiltIn />}
      {(!builtIn || link?.road === null) && <Ending agent={agent} />}
    </Layout>
  )
}

function BuiltIn() {
  return (
    <>
      <h2>Built in</h2>
      <p class="soft">
        It runs on eSonar's own machine, begins and ends with it, and is on the network of the
        places there. ESONAR_OWN_AGENT=off switches it off; then it can be removed.
      </p>
    </>
  )
}

function Ending({ agent: { id, revokedAt, builtIn } }: Pick<AgentData, 'agent'>) {
  return (
    <>
      <h2>{builtIn ? 'Remove' : 'Revoke or remove'}</h2>
      <p class="soft">
        {builtIn
          ? 'Removed, it leaves the list, once no check is asked from it.'
          : 'Revoked, its key works no more and the program stops; what it saw stays. Removed, it leaves the list too, once no check is asked from it.'}
      </p>
      <div class="actions">
        {revokedAt === null && !builtIn && (
          <Act action={`/agents/${id}/revoke`} label="Revoke" class="danger" />
        )}
        <Act action={`/agents/${id}/remove`} label="Remove" class="danger" />
      </div>
    </>
  )
}
