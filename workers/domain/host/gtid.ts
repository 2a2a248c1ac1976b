// Sets of transactions by their global ids, as MySQL and MariaDB write them: how many of one set
// another lacks. MySQL: `uuid:1-5:8,uuid:tag:1-3` (dev.mysql.com, "GTID Format and Storage"); MariaDB:
// `domain-server-sequence`, of which only the last of a domain is named (mariadb.com, "Global Transaction ID").

type Interval = readonly [first: number, last: number]

/** How many transactions of `source` are not in `replica`; null: no ids are kept there. */
export function gtidGap(source: string, replica: string): number | null {
  const wanted = setOf(source)
  if (!wanted) return null
  const held = setOf(replica) ?? new Map<string, Interval[]>()
  let gap = 0
  for (const [origin, intervals] of wanted) {
    const known = held.get(origin) ?? []
    for (const [first, last] of intervals) gap += last - first + 1 - overlapOf([first, last], known)
  }
  return gap
}

/** Intervals by where they come from; null for what is no set. */
function setOf(text: string): Map<string, Interval[]> | null {
  const parts = text
    .replaceAll(/\s/g, '')
    .split(',')
    .filter((one) => one !== '')
  if (parts.length === 0) return null
  const found = new Map<string, Interval[]>()
  for (const part of parts) {
    const position = /^(\d+)-\d+-(\d+)$/.exec(part)
    if (position) found.set(position[1]!, [[1, Number(position[2])]])
    else addRanges(found, part)
  }
  return found
}

function addRanges(found: Map<string, Interval[]>, part: string): void {
  const [uuid = '', ...segments] = part.split(':')
  let origin = uuid
  for (const segment of segments) {
    const range = /^(\d+)(?:-(\d+))?$/.exec(segment)
    if (!range) {
      origin = `${uuid}:${segment}`
      continue
    }
    const first = Number(range[1])
    found.set(origin, [...(found.get(origin) ?? []), [first, Number(range[2] ?? first)]])
  }
}

/** Intervals of a set do not overlap each other. */
const overlapOf = ([first, last]: Interval, known: Interval[]) =>
  known.reduce((sum, [from, to]) => {
    return sum + Math.max(0, Math.min(last, to) - Math.max(first, from) + 1)
  }, 0)
