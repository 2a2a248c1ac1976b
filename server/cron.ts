// The cron of one machine: nothing on plain workerd fires by itself, so the launcher ticks the hub
// at the start of each minute.
import type { HubClient } from './hub-client.ts'

/** Ticks each minute until the returned function is called. A failed tick is said once. */
export function startCron(client: HubClient, onLine: (line: string) => void): () => void {
  let failing = false
  let timer: NodeJS.Timeout | null = null
  const arm = () => {
    timer = setTimeout(tick, 60_000 - (Date.now() % 60_000))
  }
  const tick = () => {
    arm()
    client.cron().then(
      () => {
        failing = false
      },
      (fault: unknown) => {
        if (!failing) onLine(`cron failed: ${String(fault)}`)
        failing = true
      },
    )
  }
  arm()
  return () => {
    if (timer) clearTimeout(timer)
  }
}
