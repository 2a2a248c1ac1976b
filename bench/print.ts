// Figures as aligned rows, so that two runs can be compared by eye.

/** Prints a title and rows of name, value, unit and note. */
export function printFigures(
  title: string,
  rows: { name: string; value: number | string; unit?: string; note?: string }[],
): void {
  console.log(`\n${title}`)
  const width = Math.max(...rows.map((row) => row.name.length))
  for (const row of rows) {
    const value = typeof row.value === 'number' ? format(row.value) : row.value
    const note = row.note ? `  (${row.note})` : ''
    console.log(`  ${row.name.padEnd(width)}  ${value.padStart(12)} ${row.unit ?? ''}${note}`)
  }
}

function format(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0)
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3)
}

/** The value below which a share `q` of the values lies; NaN for none. */
export function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}
