// The desk of this installation, and the word at it of whoever asks Postgres.
import { saidApartMs } from '../domain/slate.ts'
import type { Env } from '../env.ts'
import type { Desk, Log } from '../ports.ts'

/** A desk that says nothing for so long is away: nobody waits longer for it. */
const waitMsMax = 3_000

/** The one desk. */
export function deskOf(env: Pick<Env, 'DESK'>): Desk {
  const desk = () => env.DESK.get(env.DESK.idFromName('desk')) as unknown as Desk
  return {
    read: () => inTime(desk().read()),
    asked: (at) => inTime(desk().asked(at)),
    looked: (looked) => inTime(desk().looked(looked)),
  }
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('the desk does not answer')), waitMsMax)
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

/** Called with each question to Postgres: says so at the desk, once a minute at most. Two tries; what
 *  fails then keeps nobody from asking, is logged, and is said with the next question. */
export function teller(desk: Desk, now: () => number, log: Log): () => Promise<void> {
  let saidAt = Number.NEGATIVE_INFINITY
  return async () => {
    const at = now()
    if (at >= saidAt && at - saidAt < saidApartMs) return
    try {
      await desk.asked(at).catch(() => desk.asked(at))
      saidAt = at
    } catch (fault) {
      log.error('desk', fault)
    }
  }
}
