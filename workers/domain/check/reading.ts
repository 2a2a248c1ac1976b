// Which places read the certificate of an https check in a round, for free beside the answer: one
// place in at least every sixth slot (verdict.md F34), all of them while a turn waits for a second
// reading.
import type { CheckState } from '../verdict/state.ts'
import type { Check } from './check.ts'

const slotsMax = 6
/** With long intervals every slot reads: six of them would be days. */
const readEverySeconds = 3_600

/** The places, by id. `number` is the round's; `slot` is absent beside the grid. */
export function certificateReaders(
  check: Check,
  { expiries }: Pick<CheckState, 'expiries'>,
  { number, slot, asked }: { number: number; slot?: number; asked: string[] },
): string[] {
  if (check.type !== 'http' || !check.http.url.startsWith('https:')) return []
  if (expiries?.certificate?.wanted) return asked
  if (slot === undefined) return []
  const every = Math.max(
    1,
    Math.min(slotsMax, Math.floor(readEverySeconds / check.intervalSeconds)),
  )
  const turn = slot + spreadOf(check.id)
  if (number > 1 && turn % every !== 0) return []
  const place = asked[Math.floor(turn / every) % asked.length]
  return place === undefined ? [] : [place]
}

/** Checks of one shard do not all read in the same slot. */
function spreadOf(id: string): number {
  let sum = 0
  for (const letter of id) sum += letter.charCodeAt(0)
  return sum
}
