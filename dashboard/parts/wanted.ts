// Which checks the overview shows and how they are grouped, as its address says it.
import { typeNames } from '../../workers/domain/check/index.ts'
import type { OverviewLine } from './check-rows.tsx'
import { healthOf, type Shown } from './health.tsx'

export const groupings = ['tag', 'type', 'health', 'nothing'] as const
type Grouping = (typeof groupings)[number]

/** The worst first. */
export const healthOrder: Shown[] = [
  'down',
  'regional',
  'blocked',
  'unstable',
  'slow',
  'verifying',
  'unknown',
  'maintenance',
  'up',
  'paused',
]

export interface Wanted {
  q: string
  health: string
  type: string
  tag: string
  group: Grouping | ''
}

const textMax = 200

/** Of a query; what is not known counts as not given. */
export function wantedOf(query: Record<string, string>): Wanted {
  const among = (list: readonly string[], text = '') => (list.includes(text) ? text : '')
  return {
    q: (query.q ?? '').trim().slice(0, textMax),
    health: among(['wrong', ...healthOrder], query.health),
    type: among(typeNames, query.type),
    tag: (query.tag ?? '').trim().slice(0, textMax),
    group: among(groupings, query.group) as Grouping | '',
  }
}

export const isNarrowed = ({ q, health, type, tag }: Wanted) => `${q}${health}${type}${tag}` !== ''

/** What a line shows as its health. */
export const shownOf = ({ view, muted }: OverviewLine): Shown => {
  const health = healthOf(view)
  return muted && health === 'up' ? 'maintenance' : health
}

const isWrong = (line: OverviewLine) => !['up', 'paused', 'maintenance'].includes(shownOf(line))

/** The lines asked for, worst first, then by name. */
export function chosenOf(
  lines: OverviewLine[],
  wanted: Wanted,
  textOf: (line: OverviewLine) => string,
): OverviewLine[] {
  const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean)
  const isWanted = (line: OverviewLine) => {
    const { check } = line
    const health = shownOf(line)
    if (wanted.health === 'wrong' && !isWrong(line)) return false
    if (wanted.health && wanted.health !== 'wrong' && health !== wanted.health) return false
    if (wanted.type && check.type !== wanted.type) return false
    if (wanted.tag && !check.tags.includes(wanted.tag)) return false
    if (words.length === 0) return true
    const text = textOf(line).toLowerCase()
    return words.every((word) => text.includes(word))
  }
  const rank = (line: OverviewLine) => healthOrder.indexOf(shownOf(line))
  const compare = new Intl.Collator('en', { numeric: true }).compare
  return lines
    .filter(isWanted)
    .toSorted((a, b) => rank(a) - rank(b) || compare(a.check.name, b.check.name))
}

/** The chosen lines under headings, those with trouble first. A check stands once, under the first of its tags. */
export function groupsOf(
  lines: OverviewLine[],
  { group, tag }: Wanted,
): { name: string; lines: OverviewLine[] }[] {
  const isTagged = lines.some(({ check }) => check.tags.length > 0)
  const by = group || (isTagged && !tag ? 'tag' : 'nothing')
  if (by === 'nothing') return [{ name: '', lines }]
  const found = Map.groupBy(lines, (line) => {
    if (by === 'type') return line.check.type
    return by === 'health' ? shownOf(line) : (line.check.tags.toSorted()[0] ?? '')
  })
  const named = [...found].map(([name, own]) => ({ name: name || 'no tag', lines: own }))
  if (by === 'health') return named
  const rank = ({ name, lines: [first] }: (typeof named)[number]) =>
    (first && isWrong(first) ? 0 : 2) + Number(name === 'no tag')
  return named.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
}
