// What only a deployed installation can answer about its platform: where locations stand, how many
// calls and connections one event has, what the edge makes of broken servers. Asked by
// `npm run canary`; answers facts, and judges nothing.
import type { Batch, ProbeEvent, ProbeOrder, Target } from '../domain/measurement.ts'
import type { HubPorts } from '../hub-ports.ts'
import { knownShards } from './health.ts'

export interface Seen {
  location: string
  kind: ProbeEvent['kind'] | 'silent'
  reason: string | null
  colo: string | null
  totalMs: number | null
  phases: Record<string, number>
  /** The error's own text, where the platform gave one. */
  detail: string | null
}

const budgetMs = 8_000
const ordersPerCall = 6
const callsMax = 64

const http = (url: string): Target => ({
  type: 'http',
  http: { url, method: 'GET', headers: [], follow: false, bodyBytesMax: 1_024 },
})

/** One target from every location. */
export async function fromEverywhere(hub: HubPorts, url: string): Promise<Seen[]> {
  const asked = hub.regions.list().map(({ id }) => ask(hub, id, [http(url)]))
  return (await Promise.all(asked)).flat()
}

/** So many calls of locations at once, a probe each: how many were answered. */
export async function callsAtOnce(
  hub: HubPorts,
  url: string,
  count: number,
): Promise<{ calls: number; answered: number; ms: number }> {
  const places = hub.regions.list()
  const calls = Math.min(count, callsMax)
  const begun = hub.now()
  const asked = Array.from({ length: calls }, (_, index) =>
    ask(hub, places[index % places.length]!.id, [http(url)]),
  )
  const seen = (await Promise.all(asked)).flat()
  const answered = seen.filter((one) => one.kind === 'answered').length
  return { calls, answered, ms: hub.now() - begun }
}

/** Six slow probes of one location, then of two at once: twice as long if they share connections. */
export async function slotsOfTwo(
  hub: HubPorts,
  url: string,
): Promise<{ oneMs: number; twoMs: number; answered: number }> {
  const [first, second] = hub.regions.list()
  const six = Array.from({ length: ordersPerCall }, () => http(url))
  const timed = async (places: string[]) => {
    const begun = hub.now()
    const seen = (await Promise.all(places.map((id) => ask(hub, id, six)))).flat()
    return { ms: hub.now() - begun, answered: seen.filter((one) => one.kind === 'answered').length }
  }
  const one = await timed([first!.id])
  const two = await timed([first!.id, second!.id])
  return { oneMs: one.ms, twoMs: two.ms, answered: one.answered + two.answered }
}

/** Broken servers, each as the first location sees it. */
export async function brokenServers(hub: HubPorts, urls: string[]): Promise<Seen[]> {
  const [first] = hub.regions.list()
  return ask(
    hub,
    first!.id,
    urls.map((url) => http(url)),
  )
}

/** The phases of a certificate probe, as the first location sees them. */
export async function handshake(hub: HubPorts, host: string): Promise<Seen[]> {
  const [first] = hub.regions.list()
  return ask(hub, first!.id, [{ type: 'tls', tls: { host, port: 443 } } as Target])
}

/** What every shard did, and how late it is. */
export async function shardFacts(hub: HubPorts) {
  const shards = await knownShards(hub)
  return Promise.all(
    shards.map(async ({ shard }) => {
      const { work, checks, lagMs, lastWakeAt } = await hub.shardByName(shard).health()
      return { shard, ...work, checks, lagMs, lastWakeAt }
    }),
  )
}

async function ask(hub: HubPorts, location: string, targets: Target[]): Promise<Seen[]> {
  const orders: ProbeOrder[] = targets.map((target, index) => ({
    v: 1,
    id: String(index),
    target,
    budgetMs,
    fresh: true,
    controls: 'never',
    slowLane: false,
  }))
  const batch: Batch = {
    v: 1,
    location,
    deadlineMs: budgetMs + 4_000,
    controls: [],
    aboutUrl: `${hub.settings.baseUrl}/about/prober`,
    perHost: ordersPerCall,
    orders,
  }
  const seen: Seen[] = targets.map(() => silent(location))
  for await (const event of hub.regions.ask(location, batch)) {
    const index = Number(event.order)
    if (seen[index] && event.kind !== 'waiting') seen[index] = seenOf(location, event)
  }
  return seen
}

const silent = (location: string): Seen => ({
  location,
  kind: 'silent',
  reason: null,
  colo: null,
  totalMs: null,
  phases: {},
  detail: null,
})

function seenOf(location: string, event: Exclude<ProbeEvent, { kind: 'waiting' }>): Seen {
  const isSeen = event.kind !== 'notMeasured'
  const status = event.kind === 'answered' ? `status ${event.status ?? 'none'}` : null
  return {
    location,
    kind: event.kind,
    reason: event.kind === 'answered' ? status : event.reason,
    colo: isSeen ? (event.colo ?? null) : null,
    totalMs: event.totalMs ?? null,
    phases: isSeen ? ({ ...event.apart, ...event.phases } as Record<string, number>) : {},
    detail: event.detail ?? null,
  }
}
