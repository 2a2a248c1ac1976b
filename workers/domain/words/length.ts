// Lengths of time in English, two units at most. Used by the English catalogue.

const units: [name: string, seconds: number][] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
]

/** `45 s`, `4 min 12 s`, `3 h 5 min`, `2 d 4 h`. Parts of a second are rounded away. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const first = units.findIndex(([, size]) => whole >= size)
  if (first < 0) return '0 s'
  const [name, size] = units[first]!
  const next = units[first + 1]
  const count = Math.floor(whole / size)
  const rest = next ? Math.floor((whole - count * size) / next[1]) : 0
  return rest > 0 ? `${count} ${name} ${rest} ${next![0]}` : `${count} ${name}`
}

/** `180 ms`, `4.1 s`, `10 s`, `2 min 5 s`. */
export function milliseconds(ms: number): string {
  if (ms < 999.5) return `${Math.max(0, Math.round(ms))} ms`
  if (ms >= 59_950) return duration(ms / 1000)
  const tenths = Math.round(ms / 100) / 10
  return `${tenths} s`
}
