// The plans side by side, with what can be done: taken, changed to, or nothing by whoever may not.
import { type PlanName, plans } from '../../workers/domain/plan.ts'
import { isSold, type Offer, type Period, soldPlans } from '../../workers/domain/price.ts'
import type { Subscription } from '../../workers/domain/subscription.ts'
import { PlanHas } from './plan-table.tsx'

export interface OffersData {
  /** The plan it has. */
  own: string
  period: Period
  subscription: Subscription | null
  trialDays: number | null
  mayPay: boolean
  /** Chosen before there was an account; null: none was. */
  wish: string | null
}

/** The ways to pay; links, so that the address says which is shown. */
export function Periods({ period, wish }: Pick<OffersData, 'period' | 'wish'>) {
  const more = wish ? `&plan=${wish}` : ''
  return (
    <nav class="tabs" aria-label="Paid by">
      <a href={`/plan?per=month${more}`} {...shown(period === 'monthly')}>
        by the month
      </a>
      <a href={`/plan?per=year${more}`} {...shown(period === 'yearly')}>
        by the year: two months less
      </a>
    </nav>
  )
}

const shown = (is: boolean) => (is ? { 'aria-current': 'page' as const } : {})

export function PlanOffers(data: OffersData) {
  const names: PlanName[] = ['free', ...soldPlans]
  return (
    <ul class="offers">
      {names.map((name) => (
        <li {...(name === data.own ? { class: 'own' } : {})}>
          <h3>{plans[name].label}</h3>
          <Price name={name} period={data.period} />
          <PlanHas plan={plans[name]} />
          <Take name={name} data={data} />
        </li>
      ))}
    </ul>
  )
}

function Price({ name, period }: { name: PlanName; period: Period }) {
  const dollars = plans[name].price?.[period] ?? 0
  return (
    <p class="price">
      ${dollars}
      {dollars > 0 && <small> a {period === 'yearly' ? 'year' : 'month'}</small>}
    </p>
  )
}

function Take({ name, data }: { name: PlanName; data: OffersData }) {
  const { own, period, subscription, mayPay, wish } = data
  const live = subscription && subscription.status !== 'canceled' ? subscription : null
  const isOwn = live ? live.plan === name && live.period === period : name === own
  if (isOwn) return <p class="soft">This is your plan.</p>
  if (!mayPay || !isSold(name)) return null
  if (!live || live.status.startsWith('incomplete')) {
    return <Begin offer={{ plan: name, period }} data={data} isWished={wish === name} />
  }
  if (live.status !== 'active' && live.status !== 'trialing') return null
  const label = plans[name].label
  return (
    <a class="button" href={`/plan/change?plan=${name}&period=${period}`}>
      {live.plan === name ? `Pay ${label} by the ${unit(period)}` : `Change to ${label}`}
    </a>
  )
}

const unit = (period: Period) => (period === 'yearly' ? 'year' : 'month')

function Begin({
  offer,
  data: { trialDays },
  isWished,
}: {
  offer: Offer
  data: OffersData
  isWished: boolean
}) {
  const { label } = plans[offer.plan]
  return (
    <form method="post" action="/plan/checkout">
      <input type="hidden" name="plan" value={offer.plan} />
      <input type="hidden" name="period" value={offer.period} />
      <button type="submit" class={isWished ? 'primary' : undefined}>
        {trialDays === null ? `Take ${label}` : `Try ${label} for ${trialDays} days`}
      </button>
    </form>
  )
}
