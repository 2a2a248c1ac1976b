// Uptime over spans, as figures; what counts is said on hovering.
import type { Uptime } from '../../workers/domain/uptime.ts'

export function Uptimes({ uptimes }: { uptimes: { span: string; uptime: Uptime | null }[] }) {
  return (
    <dl class="facts" data-live="figures">
      {uptimes.map(({ span, uptime }) => (
        <div>
          <dt>Uptime {span}</dt>
          <dd title={uptime ? wordsOf(uptime) : 'The history cannot be read right now.'}>
            {uptime?.share == null ? '–' : percent(uptime.share)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Never rounded up to 100 %. */
function percent(share: number): string {
  if (share === 1) return '100 %'
  return `${(Math.floor(share * 100_000) / 1_000).toFixed(3)} %`
}

function wordsOf(uptime: Uptime): string {
  const { downSeconds, slowSeconds, regionalSeconds, totalSeconds } = uptime
  const each = [
    `${Math.round(downSeconds)} s down`,
    `${Math.round(slowSeconds)} s slow`,
    `${Math.round(regionalSeconds)} s regional`,
  ]
  return `${each.join(', ')} of ${Math.round(totalSeconds)} s; only verified down counts`
}
