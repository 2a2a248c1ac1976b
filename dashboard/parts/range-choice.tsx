// How far back a page with charts looks: a name, or days.
import { type Range, ranges } from './ranges.ts'

/** `anchor`: the heading that it stands below. `kept`: what else the address says. */
export function RangeChoice({
  path,
  anchor,
  range,
  kept = {},
}: {
  path: string
  anchor: string
  range: Range
  kept?: Record<string, string>
}) {
  const queryOf = (name: string) => new URLSearchParams({ range: name, ...kept })
  return (
    <form method="get" action={`${path}#${anchor}`} class="filter ranges">
      {Object.keys(ranges).map((name) => (
        <a
          class="button"
          href={`${path}?${queryOf(name)}#${anchor}`}
          {...(range.name === name ? { 'aria-current': 'true' } : {})}
        >
          {name}
        </a>
      ))}
      {Object.entries(kept).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <input type="date" name="from" value={range.typed.from} aria-label="First day (UTC)" />
      <input type="date" name="to" value={range.typed.to} aria-label="Last day (UTC)" />
      <button type="submit">Show these days</button>
      {range.fault && (
        <span class="fault" role="alert">
          {range.fault}
        </span>
      )}
    </form>
  )
}
