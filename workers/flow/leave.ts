// A workspace leaves this shard for another. Written down in one step: from then on nothing of it runs
// here, and whoever asks for it is sent on. Its documents wait here, in parcels, until the other shard
// has all of them (docs/decisions/0013-moving-a-workspace.md).
import type { WorkspaceConfig } from '../domain/config.ts'
import { workspaceOf } from '../domain/id.ts'
import { type Document, type Gone, parcelsOf, rowsPerLog } from '../domain/move.ts'
import type { ShardPorts } from '../ports.ts'
import { letAllGo } from './configure.ts'
import type { Memory } from './memory.ts'
import type { SampleLog } from './samples.ts'
import { packAnew } from './write.ts'

const waitMsMax = 20_000
const lookEveryMs = 20

/** `busy`: a message of it is on its way, or the other shard does not answer; ask again. */
export type Left = 'moved' | 'busy'

/** Moves a workspace to another shard. `epoch` counts its moves: an order that was overtaken by a
 *  later move, and one that is repeated, change nothing. */
export async function leave(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  { to, epoch }: { to: string; epoch: number },
): Promise<Left> {
  if ((memory.epochs.get(workspace) ?? 0) < epoch) {
    memory.leaving.add(workspace)
    try {
      if (!(await isStill(memory, ports, workspace))) return 'busy'
      // From here to the write nothing waits.
      pack(memory, ports, { v: 1, workspace, to, epoch, parcels: 0 })
    } finally {
      memory.leaving.delete(workspace)
    }
  }
  return handOver(memory, ports, workspace)
}

/** Waits until no message of it is on its way and nobody asks for anything of it. */
async function isStill(memory: Memory, ports: ShardPorts, workspace: string): Promise<boolean> {
  const end = ports.clock.now() + waitMsMax
  const isUnderWay = () =>
    (memory.calls.get(workspace) ?? 0) > 0 ||
    [...memory.sending.keys()].some((id) => workspaceOf('delivery', id) === workspace)
  while (isUnderWay()) {
    if (ports.clock.now() >= end) return false
    await ports.clock.sleep(lookEveryMs)
  }
  return true
}

/** All of it into parcels, and out of everything that runs: one write. */
function pack(memory: Memory, ports: ShardPorts, gone: Gone): void {
  const { workspace, epoch } = gone
  if ((memory.epochs.get(workspace) ?? 0) >= epoch) return
  const config = ports.store.read(`cfg/${workspace}`).get(`cfg/${workspace}`)
  const parcels = config
    ? parcelsOf(documentsOf(memory, ports, workspace, config as WorkspaceConfig))
    : []
  const put: [string, unknown][] = parcels.map((one, index) => [
    `parcel/${workspace}/${index}`,
    one,
  ])
  // Of one that was never here there is nothing to take over; whoever asks is sent on.
  const written = { ...gone, parcels: parcels.length || null, at: ports.clock.now() }
  memory.gone.set(workspace, written)
  memory.epochs.set(workspace, epoch)
  const drop = letAllGo(memory, ports, workspace)
  put.push([`gone/${workspace}`, written], [`epoch/${workspace}`, epoch])
  ports.store.write({ put, drop })
  packAnew(memory, ports)
  ports.live.end(workspace)
  ports.log.info('move.left', { workspace, to: gone.to, epoch, parcels: parcels.length })
}

/** Every document of a workspace, as it is known now. */
function documentsOf(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
  config: WorkspaceConfig,
): Document[] {
  const isOwn = (one: { workspace: string }) => one.workspace === workspace
  const checks = [...memory.checks.values()].filter(({ check }) => isOwn(check))
  const agents = [...memory.hosts.values()].filter(isOwn).map((one) => one.agent)
  const nodes = [...memory.nodes].filter(([, incident]) => isOwn(incident))
  const places = new Set([
    ...nodes.map(([location]) => location),
    ...(config.agents ?? []).map((one) => one.id),
  ])
  const kept = <T>(kind: string, map: Map<string, T>, isTheirs: (one: T, id: string) => boolean) =>
    [...map]
      .filter(([id, one]) => isTheirs(one, id))
      .map(([id, one]): Document => [`${kind}/${id}`, one])
  return [
    [`cfg/${workspace}`, config],
    ...checks.map(({ check, state }): Document => [`trouble/${check.id}`, state]),
    ...kept('pings', memory.pings, (_, id) => memory.checks.get(id)?.check.workspace === workspace),
    ...kept('dlv', memory.deliveries, isOwn),
    ...kept('chan', memory.courses, isOwn),
    ...kept('drill', memory.drills, isOwn),
    ...kept('codes', memory.codes, (_, id) => id === workspace),
    ...kept('used', memory.used, (_, id) => id === workspace),
    ...kept('host', memory.hosts, isOwn),
    ...agents.flatMap((agent) => [...ports.store.read(`metrics/${agent}/`)]),
    ...nodes.map(([location, incident]): Document => [`node/${location}`, incident]),
    ...Object.entries(memory.book.locations)
      .filter(([location]) => places.has(location))
      .map(([location, record]): Document => [`place/${location}`, record]),
    ...samplesOf(memory, workspace).map((log): Document => ['log', log]),
    ['ended', endedOf(memory, workspace)],
  ]
}

/** Samples that history lacks, or whose hour goes on: a later part alone would be a shorter hour. */
function samplesOf(memory: Memory, workspace: string): SampleLog[] {
  const rows: SampleLog['rows'] = []
  for (const one of memory.hours.values()) {
    if (one.workspace !== workspace) continue
    for (const [index, offset] of one.offsets.entries()) {
      const at = one.hour + offset * 1_000
      rows.push([one.check, one.location, at, one.latencies[index]!, one.outcomes[index]!])
    }
  }
  const logs: SampleLog[] = []
  for (let at = 0; at < rows.length; at += rowsPerLog)
    logs.push({ v: 1, rows: rows.slice(at, at + rowsPerLog) })
  return logs
}

function endedOf({ ended }: Memory, workspace: string): Memory['ended'] {
  const own = <T extends { workspace: string }>(list: T[]) =>
    list.filter((one) => one.workspace === workspace)
  return {
    incidents: own(ended.incidents),
    suspicions: own(ended.suspicions),
    deliveries: own(ended.deliveries),
  }
}

/** Gives the parcels over, and lets go of them when the other shard has all. Any number at once do
 *  the same as one. */
export async function handOver(
  memory: Memory,
  ports: ShardPorts,
  workspace: string,
): Promise<Left> {
  const gone = memory.gone.get(workspace)
  if (!gone || gone.parcels === null) return 'moved'
  const { to, epoch, parcels, at } = gone
  try {
    const door = ports.shard(to)
    for (let number = 0; number < parcels; number++) {
      const key = `parcel/${workspace}/${number}`
      const parcel = ports.store.read(key).get(key) as Document[] | undefined
      // Another call was faster, and it is there.
      if (!parcel) return 'busy'
      await door.takeParcel(workspace, epoch, number, parcel)
    }
    await door.arrive(workspace, { epoch, parcels, at: at ?? ports.clock.now() })
  } catch (fault) {
    ports.log.error('move.handOver', fault, { workspace, to, epoch })
    return 'busy'
  }
  const now = memory.gone.get(workspace)
  if (now?.epoch !== epoch || now.parcels === null) return 'moved'
  const taken: Gone = { ...gone, parcels: null }
  memory.gone.set(workspace, taken)
  const drop = Array.from({ length: parcels }, (_, number) => `parcel/${workspace}/${number}`)
  ports.store.write({ put: [[`gone/${workspace}`, taken]], drop })
  ports.log.info('move.handedOver', { workspace, to, epoch })
  return 'moved'
}

/** Workspaces that have left and have not arrived. */
export function underWay(memory: Memory): string[] {
  return [...memory.gone.values()].filter((one) => one.parcels !== null).map((one) => one.workspace)
}

/** Goes on with what has left and not arrived. */
export function goOn(memory: Memory, ports: ShardPorts, run: (work: Promise<void>) => void): void {
  for (const workspace of underWay(memory)) {
    if (memory.handing.has(workspace)) continue
    memory.handing.add(workspace)
    const work = handOver(memory, ports, workspace).finally(() => memory.handing.delete(workspace))
    run(work.then(() => undefined))
  }
}
