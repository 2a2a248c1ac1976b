// A month of maintenance: a grid of days that reads as a list on a phone. Days are of UTC.
import type { Maintenance } from '../../workers/domain/config.ts'
import { occurrences } from '../../workers/domain/maintenance.ts'
import { utc } from '../../workers/domain/words/index.ts'
import { dayNames } from './days.ts'
import { When } from './when.tsx'

const dayMs = 86_400_000
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

export interface CalendarMonth {
  year: number
  /** 0 is January. */
  month: number
}

/** `2026-11`; anything else is the month of `now`. */
export function monthOfText(text: string | undefined, now: number): CalendarMonth {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text ?? '') ?? []
  if (year && month) return { year: Number(year), month: Number(month) - 1 }
  const [thisYear, thisMonth] = utc(now).split('-').map(Number) as [number, number]
  return { year: thisYear, month: thisMonth - 1 }
}

export function Calendar({
  windows,
  nameOf,
  shown,
  now,
}: {
  windows: Maintenance[]
  /** For whom a window is. */
  nameOf: (window: Maintenance) => string
  shown: CalendarMonth
  now: number
}) {
  const from = Date.UTC(shown.year, shown.month, 1)
  const to = Date.UTC(shown.year, shown.month + 1, 1)
  // Weeks begin on Monday.
  const before = (new Date(from).getUTCDay() + 6) % 7
  const count = Math.round((to - from) / dayMs)
  const found = windows.flatMap((window) =>
    occurrences(window, from, to).map((one) => ({ ...one, window })),
  )
  const title = `${months[shown.month]} ${shown.year}`
  return (
    <section aria-labelledby="month">
      <div class="head">
        <h2 id="month">{title}</h2>
        <div class="actions">
          <a class="button" href={monthPath(shown, -1)} aria-label="The month before">
            ←
          </a>
          <a class="button" href="/maintenance">
            This month
          </a>
          <a class="button" href={monthPath(shown, 1)} aria-label="The month after">
            →
          </a>
        </div>
      </div>
      <ol class="calendar" aria-label={`Maintenance in ${title}`}>
        {dayNames.map((name) => (
          <li class="weekday" aria-hidden="true">
            {name.slice(0, 3)}
          </li>
        ))}
        {Array.from({ length: before }, () => (
          <li class="blank" aria-hidden="true" />
        ))}
        {Array.from({ length: count }, (_, index) => {
          const start = from + index * dayMs
          const own = found.filter((one) => one.startsAt < start + dayMs && one.endsAt > start)
          const isToday = now >= start && now < start + dayMs
          const name = dayNames[(before + index) % 7]!.slice(0, 3)
          return (
            <li class={`${own.length > 0 ? 'day busy' : 'day'}${isToday ? ' today' : ''}`}>
              <span class="date">
                <span class="name">{name} </span>
                {index + 1}
                {isToday && <span class="name"> today</span>}
              </span>
              {own.map((one) => (
                <span class="window">
                  {one.startsAt >= start && (
                    <>
                      <When at={one.startsAt} short />{' '}
                    </>
                  )}
                  <a href={`/maintenance/${one.window.id}/edit`}>{nameOf(one.window)}</a>
                </span>
              ))}
            </li>
          )
        })}
        {Array.from({ length: (7 - ((before + count) % 7)) % 7 }, () => (
          <li class="blank" aria-hidden="true" />
        ))}
      </ol>
      {found.length === 0 && <p class="soft">Nothing in {title}.</p>}
    </section>
  )
}

function monthPath({ year, month }: CalendarMonth, by: 1 | -1): string {
  const at = utc(Date.UTC(year, month + by, 1))
  return `/maintenance?month=${at.slice(0, 7)}`
}
