// What was paid, and is still to pay.
import type { Invoice } from '../../workers/billing-ports.ts'
import { money } from '../../workers/domain/price.ts'
import { utc } from '../../workers/domain/words/index.ts'

const words: Record<string, string> = {
  paid: 'paid',
  open: 'not paid yet',
  void: 'void',
  uncollectible: 'given up',
}

/** `invoices` null: they cannot be read right now. */
export function Invoices({ invoices }: { invoices: Invoice[] | null }) {
  if (invoices === null) {
    return <p class="soft">The invoices cannot be read right now; look again in a minute.</p>
  }
  if (invoices.length === 0) return <p class="soft">There is no invoice yet.</p>
  return (
    <section class="scroll" aria-label="Invoices" tabindex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Number</th>
            <th scope="col" class="number">
              Amount
            </th>
            <th scope="col">State</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {invoices.map((one) => (
            <Row invoice={one} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ invoice }: { invoice: Invoice }) {
  const { number, at, cents, currency, status, url, pdf } = invoice
  const label = number ?? utc(at).slice(0, 10)
  return (
    <tr>
      <td class="whole">{utc(at).slice(0, 10)}</td>
      <td class="whole">{number ?? '–'}</td>
      <td class="number">{money(cents, currency)}</td>
      <td>{words[status] ?? status}</td>
      <td class="whole">
        {url && (
          <a href={url} aria-label={`${status === 'open' ? 'Pay' : 'See'} invoice ${label}`}>
            {status === 'open' ? 'Pay' : 'See'}
          </a>
        )}
        {pdf && (
          <>
            {' '}
            <a href={pdf} aria-label={`Invoice ${label} as PDF`}>
              PDF
            </a>
          </>
        )}
      </td>
    </tr>
  )
}
