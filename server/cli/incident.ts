// `esonar incident …`: list, show, acknowledge.
import { Refusal } from '../refusal.ts'
import { type Command, Misuse, type Options, type Room } from './command.ts'
import { type Hub, hubOf } from './hub.ts'
import { columns, type Paint, painter, tame } from './paint.ts'

export interface Incident {
  id: string
  kind: string
  level: string
  headline: string
  checkName: string | null
  startedAt: string
  openedAt: string
  resolvedAt: string | null
  acknowledgedAt: string | null
}
interface Whole extends Incident {
  explanation: string[]
}

const verbs = ['list', 'show', 'ack'] as const

export const incident: Command = {
  summary: 'list, show, acknowledge incidents',
  words: 'list | show ID | ack ID…',
  verbs,
  options: {
    all: { type: 'boolean', help: 'list: those that are over, too, the latest 50' },
    json: { type: 'boolean', help: 'for scripts' },
  },
  async run(room, [verb = 'list', ...ids], options) {
    const hub = hubOf(room)
    if (verb === 'list') {
      if (ids.length > 0) throw new Misuse(`list takes no "${ids[0]}"; show does.`)
      return list(room, hub, options)
    }
    if (verb !== 'show' && verb !== 'ack')
      throw new Misuse(`there is no "incident ${verb}"; there are ${verbs.join(', ')}.`)
    if (ids.length === 0) throw new Misuse(`name the incident to ${verb}.`)
    for (const given of ids) {
      const id = await idOf(hub, given)
      if (verb === 'show') await show(room, hub, id, options)
      else await acknowledge(room, hub, id, options)
    }
    return 0
  },
}

/** An id, or the end of one of an open incident, as the list shows it. */
async function idOf(hub: Hub, given: string): Promise<string> {
  if (given.startsWith('inc_')) return given
  const open = await hub.list<Incident>('/api/incidents?open=true')
  const found = open.filter(({ id, checkName }) => id.endsWith(given) || checkName === given)
  if (found.length === 1) return found[0]!.id
  const why = found.length === 0 ? 'no open incident ends in' : 'several open incidents end in'
  throw new Refusal(`${why} "${given}"; give the whole id.`)
}

async function list(room: Room, hub: Hub, options: Options): Promise<number> {
  const incidents = options.all
    ? (await hub.get<{ data: Incident[] }>('/api/incidents?limit=50')).data
    : await hub.list<Incident>('/api/incidents?open=true')
  if (options.json) {
    room.out(JSON.stringify(incidents, null, 2))
    return 0
  }
  const paint = painter(room.isTerminal)
  for (const line of columns(incidents.map((one) => rowOf(one, paint)))) room.out(line)
  if (incidents.length === 0)
    room.out(options.all ? 'No incidents.' : 'No incident is open. --all has those that are over.')
  return 0
}

function rowOf(one: Incident, paint: Paint): string[] {
  return [
    levelText(one, paint),
    one.openedAt.slice(0, 16).replace('T', ' '),
    one.resolvedAt ? `until ${one.resolvedAt.slice(11, 16)}` : one.acknowledgedAt ? 'acked' : '',
    tame(one.headline),
    paint.dim(one.id),
  ]
}

/** The level in its colour; what is over has none. */
export function levelText({ level, resolvedAt }: Incident, paint: Paint): string {
  if (resolvedAt) return paint.dim(level)
  return level === 'critical' ? paint.red(level) : paint.yellow(level)
}

async function show(room: Room, hub: Hub, id: string, options: Options): Promise<void> {
  const one = await hub.get<Whole>(`/api/incidents/${encodeURIComponent(id)}`)
  if (options.json) return room.out(JSON.stringify(one, null, 2))
  const paint = painter(room.isTerminal)
  room.out(`${levelText(one, paint)}  ${paint.bold(tame(one.headline))}`)
  for (const line of one.explanation) room.out(`  ${tame(line)}`)
  room.out(`\n${hub.url}/incidents/${one.id}`)
}

async function acknowledge(room: Room, hub: Hub, id: string, options: Options): Promise<void> {
  const one = await hub.send<Incident>(
    'PUT',
    `/api/incidents/${encodeURIComponent(id)}/acknowledgement`,
    {},
  )
  room.out(options.json ? JSON.stringify(one) : `Acknowledged: ${tame(one.headline)}`)
}
