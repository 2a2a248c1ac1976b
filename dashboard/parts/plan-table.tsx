// The plans that are sold beside the one on a machine of one's own, drawn from the file that holds
// their limits: what is not in it cannot be promised here.
import { type Limits, type Plan, plans } from '../../workers/domain/plan.ts'

export type Per = 'month' | 'year'

/** How each limit is shown; the compiler asks for one that is new. */
const rows: { [K in keyof Limits]: [label: string, shown: (value: Limits[K]) => string] } = {
  checks: ['Checks', count],
  intervalSecondsMin: ['Shortest interval', (seconds) => `${seconds} s`],
  locationsPerCheckMax: ['Places a check is asked from', (most) => upTo(most)],
  agents: ['Agents on your own hosts', count],
  pages: ['Status pages', count],
  hosts: ['Pages on your own host name', count],
  channels: ['Channels', count],
  members: ['Members', count],
  keys: ['API keys', count],
  smsPerMonth: [
    'Texts and calls a month',
    (most) => (Number.isFinite(most) ? count(most) : 'your own account'),
  ],
  calls: ['Phone calls', (has) => (has ? 'yes' : 'own account')],
  schedules: ['On-call schedules', count],
  looksLentPerDay: ['Looks lent to other masters a day', count],
  requestsPerMinute: [
    'API requests a minute',
    (most) => (Number.isFinite(most) ? count(most) : '1,200 a key'),
  ],
  retentionDays: ['History', (days) => `${days} days`],
}

function count(most: number): string {
  if (most === 0) return 'none'
  return Number.isFinite(most) ? most.toLocaleString('en') : 'no limit'
}

const upTo = (most: number) => (Number.isFinite(most) ? `up to ${most}` : 'no limit')

export const offered = Object.entries<Plan>(plans)

/** Every plan with every limit it has. */
export function PlanTable({ per }: { per: Per }) {
  return (
    <ul class="plans">
      {offered.map(([name, plan]) => (
        <li>
          <h2>{plan.label}</h2>
          <Price plan={plan} per={per} />
          <Take name={name} plan={plan} per={per} />
          <dl>
            {limitsOf(plan).map(([label, shown]) => (
              <div>
                <dt>{label}</dt>
                <dd>{shown}</dd>
              </div>
            ))}
            <div>
              <dt>A failure is verified from</dt>
              <dd>{plan.price === null ? 'your places' : '3 places or more'}</dd>
            </div>
          </dl>
        </li>
      ))}
    </ul>
  )
}

function limitsOf({ limits }: Plan): [label: string, shown: string][] {
  return Object.entries(rows).map(([key, [label, shown]]) => [
    label,
    (shown as (value: unknown) => string)(limits[key as keyof Limits]),
  ])
}

function Price({ plan: { price }, per }: { plan: Plan; per: Per }) {
  if (price === null) return <p class="price">free</p>
  const dollars = per === 'year' ? price.yearly : price.monthly
  if (dollars === 0) return <p class="price">$0</p>
  return (
    <p class="price">
      ${dollars}
      <small> a {per}</small>
    </p>
  )
}

function Take({ name, plan: { label, price }, per }: { name: string; plan: Plan; per: Per }) {
  if (price === null) {
    return (
      <a class="button" href="/docs/self-hosting">
        Run it yourself
      </a>
    )
  }
  const isFree = price.monthly === 0
  const query = isFree ? '' : `?plan=${name}&per=${per}`
  return (
    <a class={name === 'team' ? 'button primary' : 'button'} href={`/sign-up${query}`}>
      {isFree ? 'Start free' : `Take ${label}`}
    </a>
  )
}
