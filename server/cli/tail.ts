// `esonar tail`: what happens, line by line, until Ctrl-C: the health of checks, and incidents.
import { Refusal } from '../refusal.ts'
import { healthOf, healthText } from './check.ts'
import { type Command, Misuse } from './command.ts'
import { type Hub, hubOf } from './hub.ts'
import type { Incident } from './incident.ts'
import { type Paint, painter, tame } from './paint.ts'

export interface Sight {
  health: ReadonlyMap<string, string>
  names: ReadonlyMap<string, string>
  incidents: readonly Incident[]
}

export interface Event {
  event: 'health' | 'opened' | 'acknowledged' | 'resolved'
  id: string
  text: string
  health?: string
  was?: string
}

const everyMs = 3_000
const rowsMax = 100

export const tail: Command = {
  summary: 'show what happens, as it happens, until Ctrl-C',
  words: '',
  options: {
    json: { type: 'boolean', help: 'one JSON object a line' },
    for: { type: 'string', value: 'SECONDS', help: 'end after so long' },
  },
  async run(room, _words, options) {
    const seconds = options.for === undefined ? Number.POSITIVE_INFINITY : Number(options.for)
    if (!(seconds > 0)) throw new Misuse(`--for takes seconds, like 60, and no "${options.for}".`)
    const hub = hubOf(room)
    const paint = painter(room.isTerminal)
    const end = Date.now() + seconds * 1000
    let before = await look(hub)
    if (!options.json) for (const line of standing(before, paint)) room.out(line)
    while (Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(everyMs, end - Date.now())))
      try {
        const after = await look(hub)
        for (const one of eventsBetween(before, after)) {
          const at = new Date().toISOString()
          room.out(options.json ? JSON.stringify({ at, ...one }) : lineOf(at, one, paint))
        }
        before = after
      } catch (fault) {
        if (!(fault instanceof Refusal)) throw fault
        room.err(fault.message)
      }
    }
    return 0
  },
}

async function look(hub: Hub): Promise<Sight> {
  const [health, checks, { data }] = await Promise.all([
    healthOf(hub),
    hub.list<{ id: string; name: string }>('/api/checks'),
    hub.get<{ data: Incident[] }>(`/api/incidents?limit=${rowsMax}`),
  ])
  return { health, names: new Map(checks.map(({ id, name }) => [id, name])), incidents: data }
}

/** What happened from one look to the next. */
export function eventsBetween(before: Sight, after: Sight): Event[] {
  const events: Event[] = []
  for (const [id, health] of after.health) {
    const was = before.health.get(id)
    if (was === health) continue
    const text = after.names.get(id) ?? id
    events.push({ event: 'health', id, text, health, was: was ?? 'unknown' })
  }
  const known = new Map(before.incidents.map((one) => [one.id, one]))
  const oldest = before.incidents.at(-1)?.openedAt ?? ''
  for (const one of after.incidents.toReversed()) {
    const was = known.get(one.id)
    // One that slid onto the page from below is no news.
    if (!was && before.incidents.length >= rowsMax && one.openedAt < oldest) continue
    const { id, headline: text } = one
    if (!was) events.push({ event: 'opened', id, text })
    if (one.acknowledgedAt && !was?.acknowledgedAt) events.push({ event: 'acknowledged', id, text })
    if (one.resolvedAt && !was?.resolvedAt) events.push({ event: 'resolved', id, text })
  }
  return events
}

function standing({ health, incidents }: Sight, paint: Paint): string[] {
  const count = new Map<string, number>()
  for (const one of health.values()) count.set(one, (count.get(one) ?? 0) + 1)
  const sum = [...count].map(([name, n]) => `${n} ${healthText(name, paint)}`)
  const open = incidents.filter((one) => !one.resolvedAt)
  return [
    sum.length > 0 ? sum.join(', ') : 'No checks yet.',
    ...open.map((one) => `${paint.dim('open')}  ${tame(one.headline)}`),
  ]
}

function lineOf(at: string, { event, text, health, was }: Event, paint: Paint): string {
  const time = paint.dim(at.slice(11, 19))
  if (event === 'health')
    return `${time}  ${paint.bold(tame(text))}: ${was} → ${healthText(health ?? '', paint)}`
  const colour = event === 'opened' ? paint.red : event === 'resolved' ? paint.green : paint.yellow
  return `${time}  ${colour(event)}  ${tame(text)}`
}
