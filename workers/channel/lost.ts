// What carriers' channels share about attempts that tell nothing: an answer that was lost, and an
// installation that lost its carrier.
import type { Exchanged, Ticket } from './channel.ts'

/** Long enough for a carrier to list what it has just taken. */
const settleSeconds = 3

/** After the first attempt a carrier gets a moment before it is asked what it took; later ones
 *  follow the usual ladder. */
export function lostAnswer(made: Exchanged, { attempt }: Ticket): Exchanged {
  const { outcome, heard } = made
  const isLost =
    outcome.kind === 'fault'
      ? outcome.fault === 'timeout' || outcome.fault === 'network'
      : outcome.status >= 500
  if (attempt > 1 || !isLost || heard.answer !== 'retry' || heard.retryAfterSeconds !== null) {
    return made
  }
  return { ...made, heard: { ...heard, retryAfterSeconds: settleSeconds } }
}

/** It had been taken: only the answer was lost. */
export function adopted({ sid, status }: { sid: string; status: string }): Exchanged {
  return {
    outcome: { kind: 'answered', status: 200, body: '', retryAfterSeconds: null, ms: 0 },
    heard: {
      answer: 'ok',
      disable: null,
      retryAfterSeconds: null,
      said: `${sid} ${status}: found there, only the answer was lost`,
    },
    sid,
  }
}

/** From this attempt on it is sent although the carrier does not say whether it was: a doubled
 *  message is better than none. */
export const blindFrom = 5

/** Nothing can be sent until the installation has its setting back. */
export function withoutCarrier(setting: string): Exchanged {
  return {
    outcome: { kind: 'fault', fault: 'network', ms: 0 },
    heard: {
      answer: 'retry',
      disable: null,
      retryAfterSeconds: null,
      said: `this installation has no ${setting} any more`,
    },
  }
}
