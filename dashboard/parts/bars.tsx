// The bars of 90 days: each day a bar, its trouble by colour and height; the same in words below.
import {
  type Bars,
  type DayKind,
  type DayMinutes,
  daysShown,
  kindOfDay,
} from '../../workers/domain/page/days.ts'
import { dayIn, type Language, sayIn, shareIn } from '../../workers/domain/page/words/index.ts'

const dayMs = 86_400_000
const height = 28
/** How high a day's trouble stands: told apart without colour, too. */
const heights: Record<DayKind, number> = {
  up: height,
  down: height,
  regional: 20,
  slow: 14,
  maintenance: 8,
}

export function DayBars({ bars, language }: { bars: Bars; language: Language }) {
  const troubled = Object.keys(bars.days)
    .map(Number)
    .toSorted((a, b) => b - a)
  return (
    <div class="ninety">
      <svg
        viewBox={`0 0 ${daysShown * 4 - 1} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {bars.known > 0 && <path class="unwatched" d={stripes(0, bars.known)} />}
        <path class="up" d={stripes(bars.known, daysShown)} />
        {troubled.map((index) => (
          <Day index={index} bars={bars} language={language} />
        ))}
      </svg>
      <p class="scale">
        <span>{sayIn(language, 'days_ago', { n: daysShown - 1 })}</span>
        {bars.share !== null && bars.known < daysShown - 1 && (
          <span>{sayIn(language, 'uptime', { share: shareIn(language, bars.share) })}</span>
        )}
        <span>{sayIn(language, 'today')}</span>
      </p>
      {troubled.length > 0 && (
        <details>
          <summary>{sayIn(language, 'day_by_day')}</summary>
          <ul>
            {troubled.map((index) => (
              <li>{dayWords(bars, index, language)}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

function Day({ index, bars, language }: { index: number; bars: Bars; language: Language }) {
  const kind = kindOfDay(bars.days[index])
  const tall = heights[kind]
  return (
    <g>
      <title>{dayWords(bars, index, language)}</title>
      <rect class="blank" x={index * 4} y={0} width="3" height={height} />
      <rect class={kind} x={index * 4} y={height - tall} width="3" height={tall} />
    </g>
  )
}

/** Bars of the days from one to before another, as one path. */
function stripes(from: number, to: number): string {
  let path = ''
  for (let index = from; index < to; index += 1) path += `M${index * 4} 0h3v${height}h-3z`
  return path
}

/** A day and the minutes of each kind. */
function dayWords({ from, days }: Bars, index: number, language: Language): string {
  const [down, slow, regional, maintenance]: DayMinutes = days[index] ?? [0, 0, 0, 0]
  const said = [
    down && sayIn(language, 'minutes_down', { n: down }),
    slow && sayIn(language, 'minutes_slow', { n: slow }),
    regional && sayIn(language, 'minutes_regional', { n: regional }),
    maintenance && sayIn(language, 'minutes_maintenance', { n: maintenance }),
  ].filter((one) => one !== 0)
  const list = new Intl.ListFormat(language, { type: 'unit', style: 'short' })
  return `${dayIn(language, from + index * dayMs)}: ${list.format(said)}`
}
