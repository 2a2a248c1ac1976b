// The plan of a workspace: how it pays, what there is to choose from, what was paid.
import type { Invoice } from '../../workers/billing-ports.ts'
import type { Named } from '../../workers/domain/plan.ts'
import { planOf } from '../../workers/domain/plan.ts'
import type { Period } from '../../workers/domain/price.ts'
import { FormFault, type Typed } from '../parts/fields.tsx'
import { Invoices } from '../parts/invoices.tsx'
import { Kept } from '../parts/kept.tsx'
import { Layout } from '../parts/layout.tsx'
import { PaymentState, type StateData } from '../parts/payment-state.tsx'
import { Periods, PlanOffers } from '../parts/plan-offers.tsx'
import { Tabs } from '../parts/tabs.tsx'

export interface PlanData extends StateData {
  invoices: Invoice[] | null
  period: Period
  wish: string | null
  /** Checks that the plan paused. */
  paused: Named[]
  typed: Typed
}

export function PlanPage(data: PlanData) {
  const { payment, paused, typed } = data
  const { label } = planOf(payment.plan)
  return (
    <Layout title="Plan" section="/settings">
      <div class="head">
        <div>
          <h1>Plan</h1>
          <p>
            You are on {label}. <a href="/usage">What of it is used</a>.
          </p>
        </div>
      </div>
      <Tabs tab="/plan" />
      <FormFault typed={typed} fields={[]} />
      <Kept plan={label} checks={paused} words="runs no more checks than it has. Paused are" />
      {payment.isSold ? <Sold data={data} /> : <NotSold plan={payment.plan} />}
    </Layout>
  )
}

function NotSold({ plan }: { plan: string }) {
  return (
    <p>
      Nothing is sold here: {planOf(plan).label} costs nothing on this installation, and nobody is
      asked for a card.
    </p>
  )
}

function Sold({ data }: { data: PlanData }) {
  const { payment, invoices, period, wish, mayPay } = data
  const { plan, subscription, trialDays } = payment
  return (
    <>
      <PaymentState {...data} />
      <h2>Plans</h2>
      <p class="soft">
        Every plan verifies a failure from three places or more. In US dollars, tax apart.{' '}
        {!mayPay && 'Only an owner can change the plan.'}
      </p>
      <Periods period={period} wish={wish} />
      <PlanOffers
        own={plan}
        period={period}
        subscription={subscription}
        trialDays={trialDays}
        mayPay={mayPay}
        wish={wish}
      />
      {mayPay && subscription && (
        <>
          <h2>Invoices</h2>
          <Invoices invoices={invoices} />
        </>
      )}
    </>
  )
}
