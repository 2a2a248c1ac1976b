// Calendar months: what one is called, and the way to those beside it.

/** The month shown, and those beside it; null where nothing can be, or nothing is kept. */
export interface MonthsData {
  month: { month: string; from: number }
  before: string | null
  after: string | null
}

export function Months({
  month,
  before,
  after,
  pathOf,
}: MonthsData & { pathOf: (month: string) => string }) {
  return (
    <nav class="actions" aria-label="Months">
      {before && (
        <a class="button" href={pathOf(before)} rel="prev">
          ← {before}
        </a>
      )}
      <strong aria-current="page">{month.month}</strong>
      {after && (
        <a class="button" href={pathOf(after)} rel="next">
          {after} →
        </a>
      )}
    </nav>
  )
}

const monthNames =
  'January February March April May June July August September October November December'.split(' ')
/** `November 2026`. */
export function monthName({ month }: Pick<MonthsData, 'month'>): string {
  const [year = '', number = '1'] = month.month.split('-')
  return `${monthNames[Number(number) - 1]} ${year}`
}
