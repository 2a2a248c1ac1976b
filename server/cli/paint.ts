// Colours and columns of a terminal; plain text where nobody looks.

const codes = { red: 31, green: 32, yellow: 33, blue: 34, dim: 2, bold: 1 } as const
export type Paint = Record<keyof typeof codes, (text: string) => string>

/** Colours, or none. */
export function painter(isTerminal: boolean): Paint {
  const entries = Object.entries(codes).map(([name, code]) => [
    name,
    (text: string) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text),
  ])
  return Object.fromEntries(entries) as Paint
}

/** Rows as columns, two spaces apart, the last one as long as it is. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, widthOf(cell))
  return rows.map((row) =>
    row
      .map((cell, index) => cell + ' '.repeat(Math.max(0, widths[index]! - widthOf(cell))))
      .join('  ')
      .trimEnd(),
  )
}

/** Letters seen: colours count nothing. */
function widthOf(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape of a colour is one.
  return [...text.replace(/\u001b\[\d+m/g, '')].length
}

/** What others wrote, for a terminal: no escapes, on one line. */
export function tame(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ')
}
