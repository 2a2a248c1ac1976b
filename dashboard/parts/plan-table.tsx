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

/** Each plan with its price, what it has most of, and the way in. */
export function PlanCards({ per }: { per: Per }) {
  return (
    <ul class="plans">
      {offered.map(([name, plan]) => (
        <li>
          <h2>{plan.label}</h2>
          <Price plan={plan} per={per} />
          <Take name={name} plan={plan} per={per} />
          <PlanHas plan={plan} />
        </li>
      ))}
    </ul>
  )
}

/** What one looks at first, in words. */
export function PlanHas({ plan: { limits } }: { plan: Plan }) {
  const { checks, intervalSecondsMin, locationsPerCheckMax, retentionDays, members } = limits
  const some = (most: number, words: string) =>
    Number.isFinite(most) ? `${count(most)} ${words}` : `any number of ${words}`
  return (
    <ul class="has">
      <li>{some(checks, 'checks')}</li>
      <li>each {intervalSecondsMin} s at the most often</li>
      <li>from {some(locationsPerCheckMax, 'places')}</li>
      <li>{some(members, 'members')}</li>
      <li>{retentionDays} days of history</li>
    </ul>
  )
}

/** Every limit of these plans beside each other. `own`: the plan that somebody has. */
export function PlanTable({ shown, own }: { shown: [name: string, plan: Plan][]; own?: Plan }) {
  return (
    <section class="scroll" aria-label="All that each plan has" tabindex={0}>
      <table class="limits">
        <thead>
          <tr>
            <td />
            {shown.map(([, plan]) => (
              <th scope="col" class="number">
                {plan.label}
                {plan === own && ' (yours)'}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {limitKeys.map((key) => (
            <tr>
              <th scope="row">{rows[key][0]}</th>
              {shown.map(([, plan]) => (
                <td class="number">{shownAs(plan, key)}</td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">Places that verify a failure</th>
            {shown.map(([, { price }]) => (
              <td class="number">{price === null ? 'your own' : '3 or more'}</td>
            ))}
          </tr>
        </tbody>
      </table>
    </section>
  )
}

const limitKeys = Object.keys(rows) as (keyof Limits)[]

const shownAs = ({ limits }: Plan, key: keyof Limits) =>
  (rows[key][1] as (value: unknown) => string)(limits[key])

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
