// One workspace as the operator sees it: numbers, and what was done to it.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { CostLine } from '../../workers/domain/cost/tenant.ts'
import { planOf } from '../../workers/domain/plan.ts'
import type { Stop } from '../../workers/domain/stop.ts'
import type { RecordedAct, Tenant } from '../../workers/operator-ports.ts'
import type { Typed } from '../parts/fields.tsx'
import { Acts } from '../parts/operator-acts.tsx'
import { OperatorFrame } from '../parts/operator-frame.tsx'
import { SmallForm } from '../parts/small-form.tsx'
import { StopForm } from '../parts/stop-form.tsx'
import { TenantCost } from '../parts/tenant-cost.tsx'
import { When } from '../parts/when.tsx'

const whyField: FormField = {
  name: 'why',
  label: 'Why do you look',
  help: 'One sentence: a request of theirs, a fault you follow.',
  kind: 'text',
  required: true,
}

export interface TenantData {
  tenant: Tenant
  acts: RecordedAct[]
  /** Of this workspace alone. */
  stop: Stop | null
  cost: CostLine[]
  typed: Typed
}

export function TenantPage({ tenant, acts, stop, cost, typed }: TenantData) {
  const { id, name, plan, people, checks, running, probesPerDay, createdAt, lastSeenAt } = tenant
  const facts: [label: string, shown: unknown][] = [
    ['Plan', planOf(plan).label],
    ['People', people],
    ['Checks', running === checks ? checks : `${running} running of ${checks}`],
    ['Probes a day', probesPerDay.toLocaleString('en')],
    ['Made', <When at={createdAt} />],
    ['Last seen', lastSeenAt === null ? '–' : <When at={lastSeenAt} />],
  ]
  return (
    <OperatorFrame title={name} part="/operator">
      <div class="head">
        <div>
          <h1>{name}</h1>
          <p>
            <code>{id}</code> · <a href="/operator">all workspaces</a>
          </p>
        </div>
      </div>
      <dl class="facts">
        {facts.map(([label, shown]) => (
          <div>
            <dt>{label}</dt>
            <dd>{shown}</dd>
          </div>
        ))}
      </dl>
      <h2>What it costs</h2>
      <TenantCost lines={cost} />
      <h2>Probing</h2>
      <StopForm
        stop={stop}
        action={`/operator/workspaces/${id}`}
        what="its probing"
        typed={typed}
      />
      <h2>Look into it</h2>
      <p class="soft">
        As its readers see it, for half an hour; nothing can be changed. Its audit log says that you
        looked, and why.
      </p>
      <SmallForm
        action={`/operator/workspaces/${id}/look`}
        fields={[whyField]}
        typed={typed}
        label="Look into it"
      />
      <h2>What was done to it</h2>
      <Acts acts={acts} />
    </OperatorFrame>
  )
}
