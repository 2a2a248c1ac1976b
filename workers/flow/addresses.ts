// The addresses of heartbeats in KV, looked after each hour: one that was lost is put back, so that
// a job is heard even after KV was.
import type { ShardPorts } from '../ports.ts'
import type { Memory } from './memory.ts'
import { type PingKeyEntry, pingKeyEntryOf } from './ping-key.ts'
import { type PingEntry, pingKeyOf, tokenIn } from './tokens.ts'

const everyMs = 3_600_000

/** Puts back what is missing, once an hour and after a start. */
export function keepAddresses(
  memory: Memory,
  ports: ShardPorts,
  run: (work: Promise<void>) => void,
): void {
  const now = ports.clock.now()
  if (now >= memory.addressesAt && now - memory.addressesAt < everyMs) return
  memory.addressesAt = now
  const putBack = async (key: string, entry: PingEntry | PingKeyEntry) => {
    if ((await ports.snapshots.get(key)) === null) await ports.snapshots.put(key, entry)
  }
  for (const { workspace, pingKey } of memory.configs.values()) {
    if (!pingKey) continue
    const keep = async () =>
      putBack(await pingKeyEntryOf(await ports.vault.open(pingKey)), { v: 1, workspace })
    run(keep().catch((fault: unknown) => ports.log.error('address', fault, { workspace })))
  }
  for (const { check } of memory.checks.values()) {
    if (check.type !== 'heartbeat') continue
    const entry: PingEntry = { v: 1, workspace: check.workspace, check: check.id }
    const keep = async () => {
      const token = await tokenIn(ports.vault, check)
      if (token === null) return
      await putBack(await pingKeyOf(token), entry)
    }
    run(keep().catch((fault: unknown) => ports.log.error('address', fault, { check: check.id })))
  }
}
