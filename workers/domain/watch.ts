// Who watches the watcher: what is wrong with eSonar itself, and when its operator is told of it.
// Plain data in and out; `flow/watch.ts` looks and sends.

/** Something of ours that does not work. `key` stays the same as long as it lasts. */
export interface OwnFault {
  key: string
  sentence: string
}

export interface WatchedFault extends OwnFault {
  /** First seen, ms since the epoch. */
  since: number
  /** When its operator was told last; null: not yet. */
  toldAt: number | null
}

/** PERSISTED CONTRACT: in KV under `watch`. */
export interface WatchState {
  v: 1
  faults: WatchedFault[]
}

/** What the operator is owed now. */
export interface WatchNews {
  begun: WatchedFault[]
  still: WatchedFault[]
  over: WatchedFault[]
}

/** A fault that is gone by the third look needs nobody. */
export const toldAfterMs = 120_000
export const remindMs = 3_600_000

export const newWatch = (): WatchState => ({ v: 1, faults: [] })

/** What is known after a look, and what has to be told: what lasts for two minutes, once an hour as
 *  long as it lasts, and its end. `told` marks it as told: call it when it has arrived. */
export function looked(
  before: WatchState,
  seen: readonly OwnFault[],
  now: number,
): { after: WatchState; news: WatchNews } {
  const faults = seen.map((fault) => {
    const known = before.faults.find((one) => one.key === fault.key)
    return { since: now, toldAt: null, ...known, ...fault }
  })
  const keys = new Set(seen.map((one) => one.key))
  const news = {
    begun: faults.filter((one) => one.toldAt === null && now - one.since >= toldAfterMs),
    still: faults.filter((one) => one.toldAt !== null && now - one.toldAt >= remindMs),
    over: before.faults.filter((one) => one.toldAt !== null && !keys.has(one.key)),
  }
  // What is over stays until its end was told.
  return { after: { v: 1, faults: [...faults, ...news.over] }, news }
}

/** The state once the news arrived. */
export function told(
  state: WatchState,
  { begun, still, over }: WatchNews,
  now: number,
): WatchState {
  const keys = new Set([...begun, ...still].map((one) => one.key))
  const gone = new Set(over.map((one) => one.key))
  return {
    v: 1,
    faults: state.faults
      .filter((one) => !gone.has(one.key))
      .map((one) => (keys.has(one.key) ? { ...one, toldAt: now } : one)),
  }
}

export const isNews = ({ begun, still, over }: WatchNews) =>
  begun.length + still.length + over.length > 0

/** One sentence for the whole of it. */
export function watchHeadline({ begun, still, over }: WatchNews): string {
  const [first, ...more] = [...begun, ...still]
  if (!first) return over.length === 1 ? `Over: ${over[0]!.sentence}` : 'eSonar is well again'
  const rest = more.length > 0 ? `, and ${more.length} more` : ''
  return `${begun.length > 0 ? '' : 'Still: '}${first.sentence}${rest}`
}
