// What stories of told things have in common, heartbeats and agents' hosts: lines of instant | what
// happens | what was told and decided since the line before. A story is given back with its right side
// as it came out.
import { actOn } from '../../workers/flow/act.ts'
import { incidentsOf } from '../../workers/flow/view.ts'
import { workspace } from '../fakes/telling.ts'
import type { ShardWorld } from '../flow/shard.ts'

/** One that is being played, from the instant of its first line. */
export interface Course {
  passUntil(at: number): Promise<void>
  act(deed: string): Promise<void>
  /** Since last asked. */
  outcome(): string
}

/** The story as it came out: the text itself when it is right. */
export async function playCourse(text: string, open: (at: number) => Course): Promise<string> {
  const rows = text.split('\n')
  const course = open(instantOf(rows.find((row) => row.includes('|'))!))
  const played: string[] = []
  for (const row of rows) {
    if (!row.includes('|')) {
      played.push(row)
      continue
    }
    const [when = '', what = ''] = row.split('|')
    await course.passUntil(instantOf(row))
    for (const deed of what.split(',')) await course.act(deed.trim())
    played.push([when, what, ` ${course.outcome()}`].join('|'))
  }
  return played.join('\n')
}

/** `2026-11-24 03:00:05`, UTC; seconds may be left out. */
export function instantOf(row: string): number {
  const [day = '', time = ''] = row.split('|')[0]!.trim().split(/\s+/)
  const ms = Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}Z`)
  if (Number.isNaN(ms)) throw new Error(`not an instant: "${row}"`)
  return ms
}

/** What a person does to the open incident; false: the deed is none of these. */
export function isDoneByHand({ memory, ports }: ShardWorld, deed: string): boolean {
  const kind = { 'resolved by hand': 'resolved', acknowledged: 'acknowledged' }[deed] as
    | 'resolved'
    | 'acknowledged'
    | undefined
  if (!kind) return false
  const open = incidentsOf(memory, workspace).find((one) => one.resolvedAt === null)!
  actOn(memory, ports, workspace, open.id, { kind, by: 'Ann' })
  return true
}

/** The words sent since last asked, then what happened to incidents, with the rule that decided where
 *  there are several. `seen` remembers. */
export function newsOf(
  { sent, memory }: ShardWorld,
  seen: Map<string, number>,
  isRuleTold: boolean,
): string[] {
  const told = sent.splice(0).map(({ body }) => {
    const { data } = JSON.parse(body) as { data: { level: string; headline: string } }
    return `told ${data.level} "${data.headline}"`
  })
  const happened = incidentsOf(memory, workspace)
    .toReversed()
    .flatMap((incident) => {
      const last = seen.get(incident.id) ?? 0
      seen.set(incident.id, incident.sequence)
      const fresh = incident.events.filter((event) => event.sequence > last)
      return fresh.map(({ kind, incidentKind, level, verdict }) => {
        const rule = isRuleTold && verdict ? ` ${verdict.rule}` : ''
        const end = kind === 'resolved' ? ` after ${incident.downtimeSeconds} s` : ''
        return `${kind} ${incidentKind} ${level}${rule}${end}`
      })
    })
  return [...told, ...happened]
}
