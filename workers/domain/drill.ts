// A drill: the whole road of an alarm walked with a message that says it is none, and what came of it
// at each channel. Plain data; `flow/drill.ts` sends and waits.
import { nextCronAt } from './check/cron.ts'
import type { Channel } from './config.ts'
import type { Delivery } from './delivery.ts'
import type { Message } from './message.ts'
import { testMessage } from './message.ts'
import { milliseconds } from './words/index.ts'

/** One channel of a drill. */
export interface DrillRoad {
  channel: string
  name: string
  type: string
  delivery: string
  state: Delivery['state']
  /** From the start of the drill to the answer that took it, ms; null: it was not taken. */
  sentMs: number | null
  /** The same to the provider's word that it arrived, where it gives one. */
  receiptMs: number | null
  /** What was answered last. */
  said: string
}

/** PERSISTED CONTRACT: in the shard under `drill/<id>`. */
export interface Drill {
  v: 1
  id: string
  workspace: string
  /** Who began it. */
  by: string
  startedAt: number
  /** Null: still waiting for answers and receipts. */
  endedAt: number | null
  roads: DrillRoad[]
}

/** After this, what has not arrived has not arrived. */
export const drillMsMax = 600_000
/** Receipts come after the answer, if they come. */
export const receiptMsMax = 60_000
export const drillsKept = 20

/** A drill with one road per channel, nothing sent yet. `deliveryOf` makes the ids. */
export function newDrill(
  facts: Pick<Drill, 'id' | 'workspace' | 'by' | 'startedAt'>,
  channels: readonly Channel[],
  deliveryOf: (channel: Channel) => string,
): Drill {
  const roads = channels.map(
    (channel): DrillRoad => ({
      channel: channel.id,
      name: channel.name,
      type: channel.type,
      delivery: deliveryOf(channel),
      state: 'pending',
      sentMs: null,
      receiptMs: null,
      said: '',
    }),
  )
  return { v: 1, ...facts, endedAt: null, roads }
}

/** What a drill's channel gets: as loud as an alarm, and marked as none. */
export function drillMessage(channel: string, workspace: string, by: string, at: number): Message {
  return {
    ...testMessage(channel, workspace, at),
    level: 'critical',
    headline: `DRILL, no alarm: this is how ${workspace} would wake you`,
    details: [`Begun by ${by}. Nothing is wrong, and nothing has to be done.`],
  }
}

/** The drill with what is known of one of its deliveries. */
export function withDelivery(drill: Drill, delivery: Delivery): Drill {
  const roads = drill.roads.map((road) =>
    road.delivery === delivery.id ? roadAfter(road, drill, delivery) : road,
  )
  return { ...drill, roads }
}

function roadAfter(road: DrillRoad, { startedAt }: Drill, delivery: Delivery): DrillRoad {
  const { state, settledAt, receipt, attempts } = delivery
  return {
    ...road,
    state,
    sentMs: state === 'sent' && settledAt !== null ? Math.max(0, settledAt - startedAt) : null,
    receiptMs: receipt ? Math.max(0, receipt.at - startedAt) : road.receiptMs,
    said: receipt?.status ?? attempts.at(-1)?.said ?? road.said,
  }
}

/** A drill that could not begin at its time (our own outage, a real incident) may begin this much
 *  later; after that the next time counts. */
export const drillLateMsMax = 900_000

/** Whether the drill of a plan is due: its time has come, and none began since. */
export function isDrillDue(
  plan: { cron: string; timeZone: string } | null | undefined,
  drills: readonly Drill[],
  now: number,
): boolean {
  if (!plan) return false
  const at = nextCronAt(plan.cron, plan.timeZone, now - drillLateMsMax)
  return at !== null && at <= now && !drills.some((one) => one.startedAt >= at)
}

/** The drill as time makes it: over when every road has ended and receipts had their minute, or when
 *  it has lasted too long. */
export function drillPassed(drill: Drill, now: number): Drill {
  if (drill.endedAt !== null) return drill
  const ageMs = now - drill.startedAt
  const isOpen = drill.roads.some(
    (road) =>
      road.state === 'pending' ||
      (road.sentMs !== null && road.receiptMs === null && hasReceipts(road)),
  )
  const isWaiting = drill.roads.some((road) => road.state === 'pending')
  const isOver = ageMs >= drillMsMax || (!isWaiting && (!isOpen || ageMs >= receiptMsMax))
  return isOver ? { ...drill, endedAt: now } : drill
}

/** Services that say when a message reached its reader. */
const hasReceipts = ({ type }: DrillRoad) => type === 'sms' || type === 'voice'

/** `ops reached the phone in 4.1 s`; `desk was not reached: 404 no_service`. */
export function roadSentence({ name, state, sentMs, receiptMs, said }: DrillRoad): string {
  if (receiptMs !== null && state === 'sent') {
    return `${name} reached its reader in ${milliseconds(receiptMs)}`
  }
  if (sentMs !== null) return `${name} took it in ${milliseconds(sentMs)}`
  if (state === 'pending') return `${name} has not taken it yet${said ? `: ${said}` : ''}`
  return `${name} was not reached${said ? `: ${said}` : ''}`
}

export function reached({ roads }: Drill): number {
  return roads.filter((road) => road.sentMs !== null).length
}

/** One sentence for the whole of it. */
export function drillHeadline(drill: Drill): string {
  const all = drill.roads.length
  const count = reached(drill)
  if (all === 0) return 'The drill had no channel to try'
  const what = all === 1 ? 'one channel' : `${all} channels`
  if (drill.endedAt === null) return `The drill is under way: ${count} of ${what} reached so far`
  if (count < all) return `The drill reached ${count} of ${what}`
  return all === 1 ? 'The drill reached the one channel' : `The drill reached all ${what}`
}

/** The result as a message. */
export function drillResult(drill: Drill, workspaceName: string): Message {
  const isWell = reached(drill) === drill.roads.length
  return {
    ...testMessage('', workspaceName, drill.endedAt ?? drill.startedAt),
    level: isWell ? 'info' : 'warning',
    headline: drillHeadline(drill),
    details: drill.roads.map((road) => `${roadSentence(road)}.`),
  }
}
