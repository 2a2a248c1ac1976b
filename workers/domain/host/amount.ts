// Figures of a host in words.

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** `1.5 GB`, by thousands. */
export function bytes(count: number): string {
  let value = Math.abs(count)
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  return `${count < 0 ? '-' : ''}${figure(value)} ${units[unit]}`
}

/** `97 %`. */
export function percent(value: number): string {
  return `${figure(value)} %`
}

/** At most three digits that say something: `1.25`, `12.5`, `125`. */
export function figure(value: number): string {
  const size = Math.abs(value)
  if (size >= 100) return value.toFixed(0)
  return String(Number(value.toFixed(size >= 10 ? 1 : 2)))
}
