// One loan: its settings, and its end.
import type { LoanLine } from '../../workers/domain/loan.ts'
import { Act } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { LoanForm, type LoanFormData, stateOf } from '../parts/loan-form.tsx'
import { Tabs } from '../parts/tabs.tsx'

export interface LoanData extends Pick<LoanFormData, 'places' | 'typed' | 'chosen'> {
  loan: LoanLine
}

export function LoanPage({ loan, places, typed, chosen }: LoanData) {
  const { id, name, perDay, usedToday, usedThisMonth, revokedAt } = loan
  return (
    <Layout title={name} section="/settings">
      <div class="head">
        <div>
          <h1>{name}</h1>
          <p>
            {stateOf(loan)}. Taken: {usedToday} of {perDay} today, {usedThisMonth} this month.
          </p>
        </div>
      </div>
      <Tabs tab="/loans" />
      {revokedAt === null && (
        <LoanForm
          action={`/loans/${id}`}
          label="Save"
          values={{ name, perDay: String(perDay) }}
          back="/loans"
          {...{ places, typed, chosen }}
        />
      )}
      <h2>{revokedAt === null ? 'Revoke or remove' : 'Remove'}</h2>
      <p class="soft">
        Revoked, its key works no more, and what was taken stays in the list. Removed, it leaves the
        list too. The borrower goes on without these places.
      </p>
      <div class="actions">
        {revokedAt === null && <Act action={`/loans/${id}/revoke`} label="Revoke" class="danger" />}
        <Act action={`/loans/${id}/remove`} label="Remove" class="danger" />
      </div>
    </Layout>
  )
}
