// Tables for spreadsheets (RFC 4180): a cell that one would take for a formula is made plain text.

export type Cell = string | number | boolean | null

/** Lines of cells, each ended. Numbers stay numbers; null is an empty cell. */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(textOf).join(',')}\r\n`).join('')
}

function textOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  // Full-width signs begin a formula, too; spaces before one are dropped by some programs.
  const safe = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
