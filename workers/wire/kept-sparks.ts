// The sparks of the overview, kept for a minute: they are of whole hours past, cost the dearest
// statement of the page, and an open overview asks for them every few seconds.
import type { HistoryStore } from '../hub-ports.ts'

const keptMs = 60_000
const workspacesMax = 100

/** The same history. Values are kept, never promises: a Worker may not wait for what another
 *  request began (Cloudflare, "Cannot perform I/O on behalf of a different request"). */
export function withSparksKept(history: HistoryStore, now: () => number): HistoryStore {
  const kept = new Map<string, { from: number; to: number; until: number; sparks: Sparks }>()
  return {
    ...history,
    async sparks(workspace, from, to) {
      const found = kept.get(workspace)
      if (found && found.from === from && found.to === to && now() < found.until) {
        return found.sparks
      }
      const sparks = await history.sparks(workspace, from, to)
      kept.delete(workspace)
      kept.set(workspace, { from, to, until: now() + keptMs, sparks })
      if (kept.size > workspacesMax) kept.delete(kept.keys().next().value!)
      return sparks
    },
  }
}
type Sparks = Awaited<ReturnType<HistoryStore['sparks']>>
