// The configuration that the overview shows, kept as of its version: read and understood anew it
// costs more than all else of the page, and an open overview asks for it every few seconds. Every
// change counts the version up, in the statement that makes it.
import type { WorkspaceConfig } from '../domain/config.ts'
import type { ConfigStore } from '../hub-ports.ts'

/** Of all workspaces together: some ten megabytes of an isolate's memory. */
const checksMax = 4_000

/** The same store. Values are kept, never promises, as with the sparks. */
export function withConfigKept(config: ConfigStore): ConfigStore {
  const kept = new Map<string, WorkspaceConfig>()
  return {
    ...config,
    async shown(workspace) {
      const found = kept.get(workspace)
      if (found && (await config.version(workspace)) === found.version) return found
      kept.delete(workspace)
      const fresh = await config.whole(workspace)
      if (fresh) keep(kept, fresh)
      return fresh
    },
  }
}

function keep(kept: Map<string, WorkspaceConfig>, fresh: WorkspaceConfig): void {
  kept.set(fresh.workspace, fresh)
  let checks = [...kept.values()].reduce((sum, one) => sum + one.checks.length, 0)
  for (const [workspace, one] of kept) {
    if (checks <= checksMax) return
    kept.delete(workspace)
    checks -= one.checks.length
  }
}
