// Checks as rows: name, health, how fast.
import type { Check } from '../../workers/domain/check/check.ts'
import { targetText } from '../../workers/domain/check/index.ts'
import { milliseconds } from '../../workers/domain/words/index.ts'
import type { CheckView } from '../../workers/shard-door.ts'
import { Health, healthOf } from './health.tsx'
import { For } from './when.tsx'

export interface CheckRowsData {
  checks: Check[]
  views: Record<string, CheckView>
  /** In maintenance right now. */
  muted: ReadonlySet<string>
  now: number
}

export function CheckRows({ checks, views, muted, now }: CheckRowsData) {
  return (
    <div class="scroll" data-answers="">
      <table class="checks">
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">Health</th>
            <th scope="col" class="number">
              Answers in
            </th>
            <th scope="col" class="number hide-small">
              For
            </th>
          </tr>
        </thead>
        <tbody>
          {checks.map((check) => {
            const view = views[check.id] ?? null
            return (
              <tr>
                <td>
                  <a class="name" href={`/checks/${check.id}`}>
                    {check.name}
                  </a>
                  {targetText(check) !== check.name && (
                    <span class="target">{targetText(check)}</span>
                  )}
                </td>
                <td>
                  <Health health={healthOf(view)} />
                  {muted.has(check.id) && (
                    <>
                      {' '}
                      <Health health="maintenance" />
                    </>
                  )}
                </td>
                <td class="number">{heardOf(view, now) ?? medianOf(view)}</td>
                <td class="number hide-small">
                  {view && !view.paused ? <For since={view.since} now={now} /> : ''}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

/** When a heartbeat was heard last; null for any other. */
function heardOf(view: CheckView | null, now: number) {
  const at = view?.beat?.successAt
  if (!view?.beat) return null
  return at ? (
    <>
      heard <For since={at} now={now} /> ago
    </>
  ) : (
    'not heard yet'
  )
}

/** The middle of the last answers; a location that failed has none. */
function medianOf(view: CheckView | null): string {
  const answers = Object.values(view?.latest ?? {}).filter(
    (one) => one.kind === 'pass' || one.kind === 'slow',
  )
  const sorted = answers.map((one) => one.ms).toSorted((a, b) => a - b)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  return middle === undefined ? '–' : milliseconds(middle)
}
