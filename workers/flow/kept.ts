// A document of KV that every page looks at: read at most so often by an isolate, and never in the
// way of the page. It may be that old where another isolate wrote it.
import type { HubPorts } from '../hub-ports.ts'

const keptMs = 10_000

type Kept = Map<string, { value: unknown; until: number }>
const known = new WeakMap<HubPorts['snapshots'], Kept>()

/** The document under a key, as its only writer wrote it; null: none, or KV does not answer. */
export async function keptAt<T>(hub: HubPorts, key: string): Promise<T | null> {
  const kept: Kept = known.get(hub.snapshots) ?? new Map()
  known.set(hub.snapshots, kept)
  const found = kept.get(key)
  if (found && found.until > hub.now()) return found.value as T | null
  try {
    const value = await hub.snapshots.get<T>(key)
    kept.set(key, { value, until: hub.now() + keptMs })
    return value
  } catch (fault) {
    hub.log.error('kept', fault, { key })
    return null
  }
}

/** Writes it; this isolate knows at once. */
export async function keepAt(hub: HubPorts, key: string, value: object): Promise<void> {
  await hub.snapshots.put(key, value)
  known.get(hub.snapshots)?.delete(key)
}
