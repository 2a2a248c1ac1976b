// The one place where a shard writes: what changed in memory becomes one transaction. Troubled
// checks have a document each, quiet ones are packed; what Postgres must learn waits beside.
import type { Delivery } from '../domain/delivery.ts'
import { type Drill, withDelivery } from '../domain/drill.ts'
import { isQuiet } from '../domain/verdict/index.ts'
import type { CheckState } from '../domain/verdict/state.ts'
import type { ArchiveItem, ShardPorts } from '../ports.ts'
import { type Memory, nextKey, type Watched } from './memory.ts'
import { lastHourOf } from './samples.ts'

/** Of one document of quiet states, below what one row may have (2 MB). A document more is a row more
 *  in each slot, which is billed. */
const documentCharsMax = 1_000_000
/** So many documents fewer may be needed than at the last write. */
const documentsFewer = 8

export interface Change {
  put: [string, unknown][]
  drop: string[]
}

/** A change with nothing in it yet. */
export function newChange(): Change {
  return { put: [], drop: [] }
}

/** A document that may have been let go in the same change: what is dropped goes after what is put, and
 *  of one key the later word holds. */
export function putDocument(change: Change, key: string, value: unknown): void {
  change.drop = change.drop.filter((one) => one !== key)
  change.put.push([key, value])
}

/** A check's state in a document of its own. One that is quiet again keeps it until it is packed:
 *  at no moment is a state in neither. */
export function putState(change: Change, watched: Watched): void {
  const { state, check } = watched
  change.put.push([`trouble/${check.id}`, state])
  watched.apart = true
  watched.dirty = isQuiet(state)
}

/** Items for Postgres, in memory and in the same write. */
export function putItems(memory: Memory, change: Change, items: ArchiveItem[]): void {
  for (const item of items) {
    const key = nextKey(memory, 'out')
    memory.outbox.set(key, item)
    change.put.push([key, item])
  }
}

/** Deliveries with the line for Postgres. */
export function putDeliveries(memory: Memory, change: Change, deliveries: Delivery[]): void {
  for (const delivery of deliveries) {
    memory.deliveries.set(delivery.id, delivery)
    change.put.push([`dlv/${delivery.id}`, delivery])
  }
  putItems(
    memory,
    change,
    deliveries.map((delivery) => ({ kind: 'delivery', delivery })),
  )
  noteDrills(memory, change, deliveries)
}

/** A drill, in memory and in the same write. */
export function putDrill(memory: Memory, change: Change, drill: Drill): void {
  memory.drills.set(drill.id, drill)
  change.put = change.put.filter(([key]) => key !== `drill/${drill.id}`)
  change.put.push([`drill/${drill.id}`, drill])
}

/** What became of its deliveries is the drill's too, in the same write. */
function noteDrills(memory: Memory, change: Change, deliveries: readonly Delivery[]): void {
  for (const drill of memory.drills.values()) {
    if (drill.endedAt !== null) continue
    const own = deliveries.filter((one) => drill.roads.some((road) => road.delivery === one.id))
    if (own.length > 0) putDrill(memory, change, own.reduce(withDelivery, drill))
  }
}

/** Writes quiet states, samples and the book: once at the end of a wake. */
export function writeQuiet(memory: Memory, ports: ShardPorts): void {
  const change = newChange()
  const dirty = [...memory.checks.values()].some((one) => one.dirty)
  if (dirty) packQuiet(memory, change)
  if (memory.log.rows.length > 0) {
    const key = nextKey(memory, 'log')
    memory.logs.set(key, lastHourOf(memory.log))
    change.put.push([key, memory.log])
    memory.log = { v: 1, rows: [] }
  }
  if (memory.bookWritten !== memory.book) change.put.push(['book', memory.book])
  memory.bookWritten = memory.book
  if (change.put.length + change.drop.length > 0) ports.store.write(change)
}

/** The packed states hold what is gone until they are packed anew: now, not at the next wake. */
export function packAnew(memory: Memory, ports: ShardPorts): void {
  if (memory.checks.size === 0) ports.store.write({ drop: ['quiet/0'] })
  for (const watched of memory.checks.values()) watched.dirty = true
  writeQuiet(memory, ports)
}

function packQuiet(memory: Memory, change: Change): void {
  const states: CheckState[] = []
  for (const watched of memory.checks.values()) {
    const { state, check, apart, dirty } = watched
    if (!isQuiet(state)) {
      // Late evidence, or a round that is under way: news that no commit has written.
      if (dirty) putState(change, watched)
      continue
    }
    states.push(state)
    if (apart) change.drop.push(`trouble/${check.id}`)
    watched.apart = false
    watched.dirty = false
  }
  const documents = parted(states)
  change.put.push(...documents.map((one, index): [string, unknown] => [`quiet/${index}`, one]))
  for (let index = documents.length; index < documents.length + documentsFewer; index += 1)
    change.drop.push(`quiet/${index}`)
}

function parted(states: CheckState[]): CheckState[][] {
  const documents: CheckState[][] = []
  let left = 0
  for (const state of states) {
    const chars = charsOf(state)
    if (chars > left) {
      documents.push([])
      left = documentCharsMax
    }
    documents.at(-1)!.push(state)
    left -= chars
  }
  return documents
}

/** How long a state is as text: measured once, since a state that was made is never changed. */
function charsOf(state: CheckState): number {
  const known = measured.get(state)
  if (known !== undefined) return known
  const chars = JSON.stringify(state).length
  measured.set(state, chars)
  return chars
}
const measured = new WeakMap<CheckState, number>()
