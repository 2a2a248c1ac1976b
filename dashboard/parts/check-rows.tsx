// Checks as rows: health, name, a day of answers, ninety days, how fast.
import type { Check } from '../../workers/domain/check/check.ts'
import { targetText } from '../../workers/domain/check/index.ts'
import type { DaysShown } from '../../workers/domain/days.ts'
import type { Spark as Hours } from '../../workers/domain/sample.ts'
import { milliseconds, utc } from '../../workers/domain/words/index.ts'
import type { CheckView } from '../../workers/shard-door.ts'
import { DaysBar } from './days-bar.tsx'
import { Health, healthOf } from './health.tsx'
import { Spark } from './spark.tsx'
import { percent } from './uptimes.tsx'
import { For } from './when.tsx'

export interface OverviewLine {
  check: Check
  view: CheckView | null
  spark: Hours | null
  days: DaysShown | null
  share: number | null
  muted: boolean
  silencedUntil: number | null
}

/** The names of the columns, for the eye: every value says itself what it is. */
export function CheckHeads() {
  return (
    <div class="row heads" aria-hidden="true">
      <span>Health</span>
      <span>Check</span>
      <span class="hide-small">24 hours</span>
      <span class="hide-small">90 days</span>
      <span class="number hide-small">Uptime</span>
      <span class="number">Answers in</span>
    </div>
  )
}

export function CheckRows({ lines, now }: { lines: OverviewLine[]; now: number }) {
  return (
    <ul class="checks" data-answers="">
      {lines.map((line) => (
        <Row line={line} now={now} />
      ))}
    </ul>
  )
}

function Row({ line, now }: { line: OverviewLine; now: number }) {
  const { check, view, share } = line
  const target = targetText(check)
  return (
    <li class="row">
      <Health health={healthOf(view)} />
      <span class="what">
        <a class="name" id={`row-${check.id}`} href={`/checks/${check.id}`} data-row="">
          {check.name}
        </a>
        <Marks line={line} />
        {target !== check.name && <span class="target">{target}</span>}
      </span>
      <span class="hide-small">
        <Spark hours={line.spark} />
      </span>
      <span class="hide-small">
        <DaysBar days={line.days} />
      </span>
      <span class="number hide-small">
        {share === null || isUnheard(line) ? '–' : percent(share)}
      </span>
      <span class="number">{heardOf(view, now) ?? medianOf(view)}</span>
    </li>
  )
}

/** Nothing was ever heard of it: no figure says how it was. */
function isUnheard({ view, spark, days }: OverviewLine): boolean {
  const isSilent = view?.health === 'unknown' && Object.keys(view.latest).length === 0
  return isSilent && !view.beat?.successAt && spark === null && (days?.marked.length ?? 0) === 0
}

/** Why nobody would be told just now. */
function Marks({ line: { muted, silencedUntil } }: { line: OverviewLine }) {
  return (
    <>
      {muted && (
        <>
          {' '}
          <Health health="maintenance" />
        </>
      )}
      {silencedUntil !== null && (
        <>
          {' '}
          <span class="mark" title={`until ${utc(silencedUntil)}`}>
            silenced
          </span>
        </>
      )}
    </>
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
