// A workspace comes from another shard: its parcels are kept as they come in, and when all are there,
// one write makes them its documents here. From then on it runs here, from where it stopped.
import type { WorkspaceConfig } from '../domain/config.ts'
import { hostUnheard } from '../domain/host/state.ts'
import type { Incident } from '../domain/incident.ts'
import type { Arrival, Document } from '../domain/move.ts'
import { slotOf, wavePhaseOf } from '../domain/schedule.ts'
import { beatUnheard } from '../domain/told/index.ts'
import type { LocationRecord } from '../domain/verdict/book.ts'
import { isQuiet, nodeIncident } from '../domain/verdict/index.ts'
import type { CheckState } from '../domain/verdict/state.ts'
import type { ShardPorts } from '../ports.ts'
import { putIncident } from './judge.ts'
import { type Memory, nextKey, remember } from './memory.ts'
import { adopt } from './open-memory.ts'
import { newChange } from './write.ts'

/** A door that was closed for less than this was not closed. */
const unheardMs = 12_000

/** Keeps a parcel; one that came before, or of a move that is over, changes nothing. */
export function takeParcel(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  { epoch, number, parcel }: { epoch: number; number: number; parcel: Document[] },
): void {
  if ((memory.epochs.get(workspace) ?? 0) >= epoch) return
  ports.store.write({ put: [[`came/${workspace}/${epoch}/${number}`, parcel]] })
}

/** All parcels are here. The same again changes nothing. */
export function arrive(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  { epoch, parcels, at }: Arrival,
): void {
  if ((memory.epochs.get(workspace) ?? 0) >= epoch) return
  const kept = ports.store.read(`came/${workspace}/`)
  const documents: Document[] = []
  for (let number = 0; number < parcels; number++) {
    const parcel = kept.get(`came/${workspace}/${epoch}/${number}`)
    if (!parcel) throw new Error(`parcel ${number} of ${parcels} of ${workspace} is not here`)
    documents.push(...(parcel as Document[]))
  }
  const change = newChange()
  change.drop.push(...kept.keys(), `gone/${workspace}`)
  change.put.push([`epoch/${workspace}`, epoch])
  const { plain, others } = sorted(documents)
  const own = fitting(memory, ports, plain, at)
  memory.epochs.set(workspace, epoch)
  memory.gone.delete(workspace)
  adopt(memory, new Map(own), ports.clock.now())
  change.put.push(...own)
  for (const log of others.logs) change.put.push([nextKey(memory, 'log'), log])
  adopt(memory, new Map(change.put.filter(([key]) => key.startsWith('log/'))), ports.clock.now())
  takePlaces(memory, ports, change, others)
  ports.store.write(change)
  for (const kind of ['incidents', 'suspicions', 'deliveries'] as const) {
    for (const one of (others.ended?.[kind] ?? []).toReversed()) remember(memory, kind, one)
  }
  for (const { check } of memory.checks.values()) {
    // Its state has a document of its own until it is packed with the others.
    const watched = memory.checks.get(check.id)!
    if (check.workspace !== workspace) continue
    watched.apart = true
    watched.dirty = isQuiet(watched.state)
  }
  ports.log.info('move.arrived', { workspace, epoch })
}

interface Others {
  logs: unknown[]
  ended: Memory['ended'] | null
  nodes: [string, Incident][]
  places: [string, LocationRecord][]
}

/** Documents that are written as they are, and those that join what is here. */
function sorted(documents: Document[]): { plain: Document[]; others: Others } {
  const others: Others = { logs: [], ended: null, nodes: [], places: [] }
  const plain: Document[] = []
  for (const [key, value] of documents) {
    const [kind = '', id = ''] = key.split('/')
    if (kind === 'log') others.logs.push(value)
    else if (kind === 'ended') others.ended = value as Memory['ended']
    else if (kind === 'node') others.nodes.push([id, value as Incident])
    else if (kind === 'place') others.places.push([id, value as LocationRecord])
    else plain.push([key, value])
  }
  return { plain, others }
}

/** States as they are right here: slots lie elsewhere in the interval, and while the way was long
 *  nobody could be heard. */
function fitting(memory: Memory, ports: ShardPorts, documents: Document[], at: number): Document[] {
  const now = ports.clock.now()
  const isLong = now - at > unheardMs
  const config = documents.find(([key]) => key.startsWith('cfg/'))?.[1] as WorkspaceConfig
  const checks = new Map(config.checks.map((one) => [one.id, one]))
  return documents.map(([key, value]): Document => {
    if (key.startsWith('host/') && isLong) return [key, hostUnheard(value as never, now)]
    if (!key.startsWith('trouble/')) return [key, value]
    const state = value as CheckState
    const check = checks.get(state.check)
    if (!check) return [key, state]
    const phaseMs = wavePhaseOf(memory.shard, check, ports.settings.waves ?? 1)
    const { lastStartedAt } = state.engine
    const isAsked = state.lastSlot >= 0 && lastStartedAt > 0
    const lastSlot = isAsked ? slotOf(lastStartedAt, check.intervalSeconds, phaseMs) : -1
    const here = { ...state, lastSlot }
    if (check.type !== 'heartbeat' || check.paused || !isLong) return [key, here]
    return [key, beatUnheard(here, check, { from: at, to: now })]
  })
}

/** What is known of the workspace's places. A location that is unwell here too has its incident
 *  already: the one that came is over. */
function takePlaces(
  memory: Memory,
  ports: ShardPorts,
  change: ReturnType<typeof newChange>,
  { nodes, places }: Others,
): void {
  const locations = { ...memory.book.locations }
  for (const [location, record] of places) {
    const isOpen = nodes.some(([id]) => id === location) && !memory.nodes.has(location)
    if (isOpen || !locations[location]) locations[location] = record
  }
  memory.book = { ...memory.book, locations }
  change.put.push(['book', memory.book])
  for (const [location, incident] of nodes) {
    if (!memory.nodes.has(location)) {
      memory.nodes.set(location, incident)
      change.put.push([`node/${location}`, incident])
      continue
    }
    const why = incident.verdict.rule === 'unwell' ? 'alone' : 'mute'
    const { workspace } = incident
    const facts = { workspace, now: ports.clock.now(), open: incident }
    const over = nodeIncident({ location, kind: 'well', why, checks: [] }, facts)
    if (over) putIncident(memory, ports, change, over, null)
  }
}
