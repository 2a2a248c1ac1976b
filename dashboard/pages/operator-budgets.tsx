// What may be spent in a day, what today came to, and who has reached it.
import { type BudgetScope, scopes, spentSentence } from '../../workers/domain/budget.ts'
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { planOf } from '../../workers/domain/plan.ts'
import type { BudgetsToday } from '../../workers/operator-ports.ts'
import type { Typed } from '../parts/fields.tsx'
import { OperatorFrame } from '../parts/operator-frame.tsx'
import { SmallForm } from '../parts/small-form.tsx'
import { When } from '../parts/when.tsx'

export interface BudgetsData extends BudgetsToday {
  /** Of new workspaces: an installation at home has no plans that are sold. */
  plan: string
  scope: string
  typed: Typed
}

const labelOf = (scope: BudgetScope) =>
  scope === 'installation' ? 'All workspaces together' : `${planOf(scope).label}, each workspace`

const messagesField: FormField = {
  name: 'messages',
  label: 'Messages a day',
  help: 'Those that leave, of every kind. Empty: without end.',
  kind: 'text',
}
const probesField: FormField = {
  name: 'probes',
  label: 'Probes a day',
  help: 'Of all together; what one workspace asks is bound by its plan. Empty: without end.',
  kind: 'text',
}

export function BudgetsPage(data: BudgetsData) {
  const { budgets, spent, scope, plan, typed } = data
  const isHome = plan === 'self-hosted'
  const shown = scopes.filter(
    (one) => one === 'installation' || (one === 'self-hosted') === isHome || budgets.has(one),
  )
  const chosen = shown.find((one) => one === scope) ?? 'installation'
  const stored = budgets.get(chosen)
  const text = (most: number | null | undefined) => (most == null ? '' : String(most))
  return (
    <OperatorFrame title="Budgets" part="/operator/budgets">
      <div class="head">
        <div>
          <h1>Budgets of a day</h1>
          <p>
            Days are those of UTC. When one is reached you are told, and what is new and not
            critical waits: messages below critical, looks for others, probes by hand, new checks.
            Checks go on, and a page is always sent.
          </p>
        </div>
      </div>
      {spent.map((one) => (
        <div class="banner bad" role="status">
          <p>
            <strong>
              Since <When at={one.at} />:
            </strong>{' '}
            {spentSentence(one)}.
          </p>
        </div>
      ))}
      <Rows {...data} shown={shown} />
      <h2 id="set">{labelOf(chosen)}</h2>
      <SmallForm
        action="/operator/budgets"
        fields={chosen === 'installation' ? [probesField, messagesField] : [messagesField]}
        hidden={{ scope: chosen }}
        values={{ probes: text(stored?.probes), messages: text(stored?.messages) }}
        typed={typed}
        label="Set it"
      />
    </OperatorFrame>
  )
}

function Rows({ budgets, probes, lent, messages, shown }: BudgetsData & { shown: BudgetScope[] }) {
  const figure = (most: number | null | undefined) => most?.toLocaleString('en') ?? 'no end'
  const today = (count: number, most: number | null | undefined) =>
    `${count.toLocaleString('en')} today, ${most == null ? 'no end' : `of ${figure(most)}`}`
  return (
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">Of</th>
          <th scope="col" class="number">
            Probes a day
          </th>
          <th scope="col" class="number">
            Messages a day
          </th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((scope) => {
          const isAll = scope === 'installation'
          const set = budgets.get(scope)
          return (
            <tr>
              <td>{labelOf(scope)}</td>
              <td class="number" data-label="Probes a day: ">
                {isAll ? today(probes, set?.probes) : 'by its plan'}
                {isAll && lent > 0 && ` (${lent.toLocaleString('en')} lent)`}
              </td>
              <td class="number" data-label="Messages a day: ">
                {isAll ? today(messages, set?.messages) : figure(set?.messages)}
              </td>
              <td>
                <a
                  href={`/operator/budgets?scope=${scope}#set`}
                  aria-label={`Change ${labelOf(scope)}`}
                >
                  change
                </a>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
