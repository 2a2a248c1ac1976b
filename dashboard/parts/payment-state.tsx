// How the workspace pays now, in words: until when, what comes next, and what an owner can do.
import type { Child } from 'hono/jsx'
import type { Payment, Preview } from '../../workers/billing-ports.ts'
import { planOf } from '../../workers/domain/plan.ts'
import { money } from '../../workers/domain/price.ts'
import { dayMs, type Subscription } from '../../workers/domain/subscription.ts'
import { utc } from '../../workers/domain/words/index.ts'
import { Act } from './fields.tsx'
import { HistoryKept } from './history-kept.tsx'

export interface StateData {
  payment: Payment
  /** Null: nothing is paid next; undefined: it cannot be known right now. */
  next: (Preview & { at: number }) | null | undefined
  mayPay: boolean
  now: number
}

const dateOf = (ms: number) => utc(ms).slice(0, 10)

export function PaymentState({ payment, next, mayPay, now }: StateData) {
  const { subscription, plan } = payment
  if (!subscription) {
    return (
      <p>
        {planOf(plan).label} costs nothing.{' '}
        {mayPay &&
          payment.trialDays !== null &&
          `A larger plan is free for ${payment.trialDays} days: whoever cancels within them pays nothing.`}
      </p>
    )
  }
  return (
    <>
      <dl class="facts">
        <Fact name="Plan">{paidFor(subscription, plan)}</Fact>
        <Fact name="State">{stateOf(payment, subscription)}</Fact>
        {subscription.status === 'trialing' && subscription.trialEndsAt !== null && (
          <Fact name="Trial">
            ends {dateOf(subscription.trialEndsAt)}, {daysTo(subscription.trialEndsAt, now)}
          </Fact>
        )}
        {next !== null && <Fact name="Next invoice">{nextOf(next)}</Fact>}
      </dl>
      {(subscription.endsAt !== null || payment.graceEndsAt !== null) && (
        <HistoryKept plan="free" />
      )}
      {mayPay && <Acts subscription={subscription} />}
    </>
  )
}

function Fact({ name, children }: { name: string; children: Child }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function paidFor({ plan, period, cents, currency, status }: Subscription, own: string): string {
  if (plan === null || status === 'canceled') return planOf(own).label
  const per = period === 'yearly' ? 'year' : 'month'
  return `${planOf(plan).label}, ${money(cents, currency)} a ${per}, tax apart`
}

function stateOf({ graceEndsAt: end, plan }: Payment, one: Subscription): string {
  if (end !== null) {
    return plan === 'free'
      ? 'A payment is owed; on Free until it is paid'
      : `A payment is owed; everything goes on until ${dateOf(end)}`
  }
  if (one.status === 'canceled') return `Ended ${dateOf(one.endsAt ?? one.periodEndsAt)}`
  if (one.endsAt !== null) return `Ends ${dateOf(one.endsAt)}; then Free`
  const words: Partial<Record<Subscription['status'], string>> = {
    active: 'Paid',
    trialing: 'In its trial',
    paused: 'Paused: the trial ended, and no card was given',
  }
  return words[one.status] ?? 'The first payment did not go through'
}

function daysTo(at: number, now: number): string {
  const days = Math.max(0, Math.ceil((at - now) / dayMs))
  return days === 1 ? '1 day left' : `${days} days left`
}

function nextOf(next: StateData['next']): string {
  if (!next) return 'It cannot be read right now.'
  return `${money(next.cents, next.currency)} on ${dateOf(next.at)}, tax apart`
}

function Acts({ subscription }: { subscription: Subscription }) {
  const { status, endsAt, payUrl } = subscription
  const isRunning = status === 'active' || status === 'trialing' || status === 'past_due'
  return (
    <div class="actions">
      {payUrl && (
        <a class="button primary" href={payUrl}>
          Pay the open invoice
        </a>
      )}
      <Act action="/plan/portal" label="Cards and invoices" />
      {isRunning && endsAt === null && (
        <Act action="/plan/end" label="Cancel at the end of the period" class="danger" />
      )}
      {isRunning && endsAt !== null && (
        <Act action="/plan/resume" label="Go on after all" class="primary" />
      )}
    </div>
  )
}
