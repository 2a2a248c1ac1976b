// The addresses of heartbeats in KV, looked after each hour: one that was lost is put back, so that
// a job is heard even after KV was. What a newer configuration no longer knows is taken away, for
// this shard may have put it back while it did not know.
import type { Check } from '../domain/check/check.ts'
import { isHeartbeat } from '../domain/check/index.ts'
import type { WorkspaceConfig } from '../domain/config.ts'
import type { ShardPorts } from '../ports.ts'
import type { Memory } from './memory.ts'
import { type PingKeyEntry, pingKeyEntryOf } from './ping-key.ts'
import { type PingEntry, pingKeyOf } from './tokens.ts'

const everyMs = 3_600_000

/** A ping key or a token, sealed, and what KV holds under it. */
export interface Address {
  sealed: string
  entry: PingKeyEntry | PingEntry
}

/** Every address that a configuration gives. */
function addressesIn({ workspace, pingKey, checks }: WorkspaceConfig): Address[] {
  const all = checks.flatMap((check) => addressOf(check) ?? [])
  return pingKey ? [{ sealed: pingKey, entry: { v: 1, workspace } }, ...all] : all
}

function addressOf(check: Check): Address | null {
  const token = isHeartbeat(check) ? check.heartbeat.token : undefined
  if (token === undefined) return null
  return { sealed: token, entry: { v: 1, workspace: check.workspace, check: check.id } }
}

/** Notes which addresses a newer configuration no longer gives. */
export function noteLeft(memory: Memory, before: WorkspaceConfig, after: WorkspaceConfig): void {
  const kept = new Set(addressesIn(after).map(({ sealed }) => sealed))
  const left = addressesIn(before).filter(({ sealed }) => !kept.has(sealed))
  if (left.length === 0) return
  memory.addresses.left.push(...left)
  // And looks at once whether all that it gives are there.
  memory.addresses.at = 0
}

/** Takes away what is left, and puts back what is missing: once an hour, after a start, and after
 *  a change. One after the other, so that what was put back late is taken away after it. */
export function keepAddresses(
  memory: Memory,
  ports: ShardPorts,
  run: (work: Promise<void>) => void,
): void {
  const now = ports.clock.now()
  const { addresses } = memory
  if (now >= addresses.at && now - addresses.at < everyMs) return
  addresses.at = now
  addresses.work = addresses.work.then(async () => {
    const left = addresses.left.splice(0)
    const given = [...memory.configs.values()].flatMap(addressesIn)
    for (const one of left) await quietly(ports, one, () => takeAway(ports, one, given))
    await Promise.all(given.map((one) => quietly(ports, one, () => putBack(ports, one))))
  })
  run(addresses.work)
}

async function putBack(ports: ShardPorts, { sealed, entry }: Address): Promise<void> {
  const key = await nameOf(ports, { sealed, entry })
  if ((await ports.snapshots.get(key)) === null) await ports.snapshots.put(key, entry)
}

/** Unless it is given again, sealed anew, or somebody else's by now. */
async function takeAway(ports: ShardPorts, one: Address, given: Address[]): Promise<void> {
  const key = await nameOf(ports, one)
  const theirs = given.filter(({ entry }) => isSame(entry, one.entry))
  for (const other of theirs) if ((await nameOf(ports, other)) === key) return
  const held = await ports.snapshots.get<Address['entry']>(key)
  if (held && isSame(held, one.entry)) await ports.snapshots.drop(key)
}

const checkIn = (entry: Address['entry']) => ('check' in entry ? entry.check : null)
const isSame = (a: Address['entry'], b: Address['entry']) =>
  a.workspace === b.workspace && checkIn(a) === checkIn(b)

async function nameOf(ports: ShardPorts, { sealed, entry }: Address): Promise<string> {
  const secret = await ports.vault.open(sealed)
  return 'check' in entry ? pingKeyOf(secret) : pingKeyEntryOf(secret)
}

/** One that cannot be looked after must not stop the others. */
async function quietly(
  ports: ShardPorts,
  { entry }: Address,
  work: () => Promise<void>,
): Promise<void> {
  await work().catch((fault: unknown) => ports.log.error('address', fault, { ...entry }))
}
