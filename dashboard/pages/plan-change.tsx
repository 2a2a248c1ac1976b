// Another plan or period before it is taken: what it costs now, and what it would pause.
import type { ChangePreview } from '../../workers/billing-ports.ts'
import { planOf } from '../../workers/domain/plan.ts'
import { money, type Offer } from '../../workers/domain/price.ts'
import { iso, utc } from '../../workers/domain/words/index.ts'
import { FormFault, type Typed } from '../parts/fields.tsx'
import { HistoryKept } from '../parts/history-kept.tsx'
import { Layout } from '../parts/layout.tsx'

const namedMax = 20

export interface ChangeData {
  /** The plan that is left. */
  from: string
  to: Offer
  preview: ChangePreview
  typed: Typed
}

export function PlanChangePage({ from, to, preview, typed }: ChangeData) {
  const { label, price, limits } = planOf(to.plan)
  const isShorter = limits.retentionDays < planOf(from).limits.retentionDays
  const per = to.period === 'yearly' ? 'year' : 'month'
  return (
    <Layout title={`Change to ${label}`} section="/settings">
      <div class="head">
        <h1>
          Change to {label}, ${price?.[to.period]} a {per}
        </h1>
      </div>
      <FormFault typed={typed} fields={[]} />
      <Cost preview={preview} />
      <Pauses preview={preview} label={label} />
      {isShorter && <HistoryKept plan={to.plan} />}
      <form method="post" action="/plan/change" class="actions">
        <input type="hidden" name="plan" value={to.plan} />
        <input type="hidden" name="period" value={to.period} />
        <input type="hidden" name="previewedAt" value={iso(preview.at)} />
        <button type="submit" class="primary">
          {preview.cents > 0
            ? `Change and pay ${money(preview.cents, preview.currency)}`
            : `Change to ${label}`}
        </button>
        <a class="button" href="/plan">
          Back
        </a>
      </form>
    </Layout>
  )
}

function Cost({ preview: { cents, currency, lines, at } }: { preview: ChangePreview }) {
  if (lines.length === 0) {
    return <p>Nothing is due now: the trial goes on, and the new price holds when it ends.</p>
  }
  return (
    <>
      <section class="scroll" aria-label="What it costs now" tabindex={0}>
        <table class="cost">
          <tbody>
            {lines.map((line) => (
              <tr>
                <th scope="row">{line.text}</th>
                <td class="number">{money(line.cents, currency)}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">
                <b>{cents < 0 ? 'To your credit' : 'Due now'}</b>
              </th>
              <td class="number">
                <b>{money(Math.abs(cents), currency)}</b>
              </td>
            </tr>
          </tbody>
        </table>
      </section>
      <p class="soft">
        As of {utc(at)}; it holds for an hour.{' '}
        {cents < 0 && 'Credit is taken off the invoices that come.'}
      </p>
    </>
  )
}

function Pauses({ preview: { pauses }, label }: { preview: ChangePreview; label: string }) {
  if (pauses.length === 0) return null
  const rest = pauses.length - namedMax
  const count = pauses.length === 1 ? 'one check' : `${pauses.length} checks`
  return (
    <div class="banner">
      <p>
        {label} runs fewer checks: {count} would be paused, the newest ones.{' '}
        {pauses
          .slice(0, namedMax)
          .map((one) => one.name)
          .join(', ')}
        {rest > 0 && ` and ${rest} more`}. Nothing of them is deleted.
      </p>
    </div>
  )
}
