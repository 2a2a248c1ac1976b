// The port `Snapshots` over KV. Keys are flat: on plain workerd a slash would hang the request.
import type { Snapshots } from './ports.ts'

/** JSON values under flat keys. A value that cannot be read counts as missing. */
export function makeSnapshots(kv: KVNamespace): Snapshots {
  return {
    get: async <T>(key: string) => {
      try {
        return await kv.get<T>(flat(key), 'json')
      } catch {
        return null
      }
    },
    put: (key, value) => kv.put(flat(key), JSON.stringify(value)),
    drop: (key) => kv.delete(flat(key)).catch(unlessMissing),
  }
}

/** On plain workerd a key that is not there cannot be taken away: it is away, then. */
function unlessMissing(fault: unknown): void {
  if (!/404 Not Found/.test(String(fault))) throw fault
}

function flat(key: string): string {
  if (!/^[a-z]+:[A-Za-z0-9_-]+$/.test(key)) throw new Error(`not a flat key: ${key}`)
  return key
}
