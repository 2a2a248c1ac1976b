// Limits on whoever tries to get in: per account and per address, counted in the database, so that
// no isolate starts anew. Every door is counted alike; an account that nobody has is counted, too.
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'
import { hashOf } from './hash.ts'

const minuteMs = 60_000

/** How often within which time. */
const rules = {
  'sign-in': { account: 10, address: 60, windowMs: 15 * minuteMs },
  code: { account: 10, address: 60, windowMs: 15 * minuteMs },
  provider: { account: 60, address: 60, windowMs: 15 * minuteMs },
  passkey: { account: 60, address: 60, windowMs: 15 * minuteMs },
  letter: { account: 5, address: 20, windowMs: 60 * minuteMs },
  'sign-up': { account: 3, address: 10, windowMs: 60 * minuteMs },
} as const
export type Attempted = keyof typeof rules

/** Counts an attempt; throws `too_many_requests` with the time to wait. */
export async function attempt(
  hub: HubPorts,
  what: Attempted,
  who: { account: string; address: string },
): Promise<void> {
  const { windowMs, ...most } = rules[what]
  const now = hub.now()
  let waitMs = 0
  for (const by of ['address', 'account'] as const) {
    const { count, since } = await hub.people.attempt(await keyOf(what, by, who[by]), windowMs, now)
    if (count > most[by]) waitMs = Math.max(waitMs, since + windowMs - now)
  }
  if (waitMs === 0) return
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  const minutes = Math.ceil(seconds / 60)
  const wait = minutes === 1 ? 'a minute' : `${minutes} minutes`
  const detail = `Too many attempts. Try again in ${wait}.`
  throw new Problem('too_many_requests', detail, undefined, seconds)
}

/** The account's owner got in: what was counted against it is forgotten. */
export async function forgive(hub: HubPorts, what: Attempted, account: string): Promise<void> {
  await hub.people.forgive(await keyOf(what, 'account', account))
}

async function keyOf(what: Attempted, by: 'account' | 'address', text: string): Promise<string> {
  return `${what}:${by}:${await hashOf(text.trim().toLowerCase())}`
}
