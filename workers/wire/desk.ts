// The desk of this installation, and the word at it of whoever asks Postgres.
import { saidApartMs } from '../domain/slate.ts'
import type { Env } from '../env.ts'
import type { Desk, Log } from '../ports.ts'

/** The one desk. */
export function deskOf(env: Env): Desk {
  const desk = () => env.DESK.get(env.DESK.idFromName('desk')) as unknown as Desk
  return {
    read: () => desk().read(),
    asked: (at) => desk().asked(at),
    looked: (looked) => desk().looked(looked),
  }
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
