// Uptime over spans, as figures, and what was counted for each.
import type { Uptime } from '../../workers/domain/uptime.ts'
import { duration } from '../../workers/domain/words/index.ts'

interface Span {
  span: string
  uptime: Uptime | null
}

const columns: [label: string, of: (uptime: Uptime) => number][] = [
  ['down', (one) => one.downSeconds],
  ['regional', (one) => one.regionalSeconds],
  ['slow', (one) => one.slowSeconds],
  ['unknown', (one) => one.unknownSeconds],
  ['maintenance', (one) => one.maintenanceSeconds],
  ['of', (one) => one.totalSeconds],
]

export function Uptimes({ uptimes }: { uptimes: Span[] }) {
  return (
    <div data-live="figures">
      <dl class="facts">
        {uptimes.map(({ span, uptime }) => (
          <div>
            <dt>Uptime {span}</dt>
            <dd {...(uptime ? {} : { title: 'The history cannot be read right now.' })}>
              {uptime?.share == null ? '–' : percent(uptime.share)}
            </dd>
          </div>
        ))}
      </dl>
      <Counted uptimes={uptimes} />
    </div>
  )
}

/** Folded: the seconds of each kind, and which of them count. */
function Counted({ uptimes }: { uptimes: Span[] }) {
  return (
    <details>
      <summary>What counts?</summary>
      <p>
        Only verified down counts against uptime, from the first failing probe to the first good
        one. Slow and regional trouble is shown and does not count. Time that nobody could measure
        is taken out of both sides. Maintenance counts as up.
      </p>
      <section class="scroll" aria-label="What was counted" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Span</th>
              {columns.map(([label]) => (
                <th scope="col" class="number">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {uptimes.map(({ span, uptime }) => (
              <tr>
                <td>{span}</td>
                {columns.map(([, of]) => (
                  <td class="number">{uptime ? lengthOf(of(uptime)) : '–'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}

const lengthOf = (seconds: number) => (seconds === 0 ? '–' : duration(Math.round(seconds)))

/** Never rounded up to 100 %. */
export function percent(share: number): string {
  if (share === 1) return '100 %'
  return `${(Math.floor(share * 100_000) / 1_000).toFixed(3)} %`
}
