// Lending: which other masters may borrow a look from places here, how many, and how many they took.
import type { LoanLine } from '../../workers/domain/loan.ts'
import type { Location } from '../../workers/domain/location.ts'
import type { MadeLoan } from '../../workers/loan-ports.ts'
import type { Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { LoanForm, stateOf } from '../parts/loan-form.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { When } from '../parts/when.tsx'

export interface LoansData {
  loans: LoanLine[]
  places: Location[]
  /** Just made: shown this once. */
  made: MadeLoan | null
  typed: Typed
  chosen: string[]
  mayWrite: boolean
}

export function LoansPage({ loans, places, made, typed, chosen, mayWrite }: LoansData) {
  return (
    <Layout title="Lending" section="/settings">
      <div class="head">
        <div>
          <h1>Lending</h1>
          <p>
            Another eSonar that you trust may borrow a look from a place here, to confirm that what
            it watches has fallen. It shows the target and nothing else; private addresses are never
            asked. <a href="/docs/borrowed-eyes">How it works</a>
          </p>
        </div>
      </div>
      <Tabs tab="/loans" />
      {made && <Made made={made} />}
      {loans.length === 0 ? (
        <div class="empty">
          <p>Nothing is lent.</p>
        </div>
      ) : (
        <LoanTable loans={loans} mayWrite={mayWrite} />
      )}
      {mayWrite && (
        <>
          <h2>Lend</h2>
          <LoanForm action="/loans" label="Lend" {...{ places, typed, chosen }} />
        </>
      )}
    </Layout>
  )
}

function Made({ made: { loan, line } }: { made: MadeLoan }) {
  return (
    <div class="banner">
      <p>
        {loan.name} is lent {loan.perDay} looks a day. This is the setting of the eSonar that
        borrows; it holds the key, and is shown this once:
      </p>
      <pre class="command">{line}</pre>
    </div>
  )
}

function LoanTable({ loans, mayWrite }: Pick<LoansData, 'loans' | 'mayWrite'>) {
  return (
    <div class="scroll">
      <table class="stack">
        <thead>
          <tr>
            {['Lent to', 'State', 'Places'].map((name) => (
              <th scope="col">{name}</th>
            ))}
            {['Taken today', 'This month'].map((name) => (
              <th scope="col" class="number">
                {name}
              </th>
            ))}
            <th scope="col">Last used</th>
          </tr>
        </thead>
        <tbody>
          {loans.map((one) => (
            <tr>
              <td class="wrap">
                {mayWrite ? <a href={`/loans/${one.id}`}>{one.name}</a> : one.name}
              </td>
              <td>{stateOf(one)}</td>
              <td class="wrap" data-label="places: ">
                {one.locations.join(', ')}
              </td>
              <td class="number" data-label="taken today: ">
                {one.usedToday.toLocaleString('en')} of {one.perDay.toLocaleString('en')}
              </td>
              <td class="number" data-label="this month: ">
                {one.usedThisMonth.toLocaleString('en')}
              </td>
              <td data-label="last used: ">
                {one.lastUsedAt ? <When at={Date.parse(one.lastUsedAt)} short /> : 'never'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
