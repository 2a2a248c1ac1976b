// What somebody may have meant who mistyped a name.

/** The known name that is at most two letters away; null: none is. */
export function nearTo(word: string, names: Iterable<string>): string | null {
  const close = [...names]
    .map((name) => ({ name, away: distance(name, word) }))
    .toSorted((a, b) => a.away - b.away)[0]
  return close && close.away <= Math.min(2, word.length - 1) ? close.name : null
}

/** Letters to change, put in or take out until one word is the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
