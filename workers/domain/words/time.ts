// Instants and lengths of time as text, by arithmetic alone: the domain has no clock and no
// locale. Lengths in words belong to the catalogue of a language (`en.ts`).

const dayMs = 86_400_000

interface Civil {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  ms: number
}

/** The UTC calendar date and time of `ms` since the epoch (days-to-civil of H. Hinnant). */
function civil(ms: number): Civil {
  const days = Math.floor(ms / dayMs)
  const rest = ms - days * dayMs
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const doe = z - era * 146_097
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  )
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const month = mp < 10 ? mp + 3 : mp - 9
  return {
    year: yoe + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: doy - Math.floor((153 * mp + 2) / 5) + 1,
    hour: Math.floor(rest / 3_600_000),
    minute: Math.floor(rest / 60_000) % 60,
    second: Math.floor(rest / 1000) % 60,
    ms: Math.floor(rest % 1000),
  }
}

const two = (n: number) => String(n).padStart(2, '0')
const dateOf = (c: Civil) => `${String(c.year).padStart(4, '0')}-${two(c.month)}-${two(c.day)}`
const timeOf = (c: Civil) => `${two(c.hour)}:${two(c.minute)}:${two(c.second)}`

/** RFC 3339 in UTC with milliseconds: `2026-11-24T02:58:10.004Z`. */
export function iso(ms: number): string {
  const c = civil(ms)
  return `${dateOf(c)}T${timeOf(c)}.${String(c.ms).padStart(3, '0')}Z`
}

/** For people: `2026-11-24 02:58:10 UTC`. */
export function utc(ms: number): string {
  const c = civil(ms)
  return `${dateOf(c)} ${timeOf(c)} UTC`
}
