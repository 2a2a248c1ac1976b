// The ledger of a month: what woke nobody, each with its reason, beside what was told.
import type { Ledger } from '../../workers/domain/ledger.ts'
import { words } from '../../workers/domain/words/index.ts'
import { Counts } from '../parts/counts.tsx'
import { Layout } from '../parts/layout.tsx'
import { LedgerRows } from '../parts/ledger-rows.tsx'
import { Months, type MonthsData, monthName } from '../parts/months.tsx'

export interface LedgerData extends Ledger, MonthsData {
  check: { id: string; name: string } | null
  names: Record<string, string>
  places: Record<string, string>
  capped: boolean
  partial: boolean
}

const shownMax = 200

export function LedgerPage(data: LedgerData) {
  const { lines, names, places, byWhy, byCheck, byPlace, partial, capped, check } = data
  const title = `False alarms avoided, ${monthName(data)}`
  return (
    <Layout title={title} section="/ledger" islands={['live']}>
      <div class="head">
        <div>
          <h1>False alarms avoided</h1>
          <p>
            {monthName(data)}, in UTC
            {check && (
              <>
                {' · '}
                <a href={`/checks/${check.id}`}>{check.name}</a> only,{' '}
                <a href={pathOf(data.month.month, null)}>show all checks</a>
              </>
            )}
          </p>
        </div>
        <Months {...data} pathOf={(one) => pathOf(one, check?.id ?? null)} />
      </div>
      {partial && (
        <div class="banner">
          <p>The history cannot be read right now: this is only what happened lately.</p>
        </div>
      )}
      <div data-live="ledger">
        <Summary {...data} />
        {lines.length === 0 ? (
          <Nothing {...data} />
        ) : (
          <>
            <div class="columns">
              <Counts title="Why" counts={byWhy} label={(key) => silent(key)} />
              <Counts
                title="Check"
                counts={byCheck}
                label={(key) => names[key] ?? 'a removed check'}
                href={check ? undefined : (key) => pathOf(data.month.month, key)}
              />
              <Counts
                title="Seen failing from"
                counts={byPlace}
                label={(key) => places[key] ?? key}
              />
            </div>
            {capped && <p class="soft">There are more: the newest 5000 are counted.</p>}
            <h2>Each of them, and why</h2>
            <LedgerRows lines={lines.slice(0, shownMax)} names={names} places={places} />
            <p class="soft">
              {lines.length > shownMax && `The newest ${shownMax} are shown. `}
              <a href={`/api/ledger/csv?${queryOf(data.month.month, check?.id ?? null)}`}>
                All of the month as CSV
              </a>
              {' · '}
              <a href="/suspicions">suspicions of all months</a>
            </p>
          </>
        )}
      </div>
    </Layout>
  )
}

function silent(key: string): string {
  const known: Record<string, string> = words().silent
  return known[key] ?? key
}

/** The whole month in one sentence. */
function Summary({ lines, told, toldByKind, open, ...data }: LedgerData) {
  const kinds = toldByKind.map(({ key, n }) => `${n} ${key}`).join(', ')
  return (
    <p class="summary">
      <strong>
        {lines.length === 0 ? 'No' : lines.length} {lines.length === 1 ? 'suspicion' : 'suspicions'}{' '}
        in {monthName(data)} woke nobody
      </strong>
      ;{' '}
      {told === 0
        ? 'no incident was told'
        : `${told === 1 ? '1 incident was' : `${told} incidents were`} told`}
      {kinds && ` (${kinds})`}.{open > 0 && ` ${open} still being verified.`}
    </p>
  )
}

function Nothing({ check }: LedgerData) {
  return (
    <div class="empty">
      <p>
        When a place fails, {check ? check.name : 'the check'} is asked again at once, from there
        and from elsewhere. If it turns out to be a blip, or one place's own trouble, nobody is
        woken, and it is written down here with everything that was seen.
      </p>
      <a href="/incidents">What was told</a>
    </div>
  )
}

const pathOf = (month: string, check: string | null) => `/ledger?${queryOf(month, check)}`
const queryOf = (month: string, check: string | null) =>
  new URLSearchParams(check === null ? { month } : { month, check }).toString()
