// What did not reach people, on the overview: channels that eSonar switched off, and messages that
// died within a day.
import { isUnverified } from '../../workers/channel/index.ts'
import type { Low } from '../../workers/domain/allowance.ts'
import type { Channel } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import type { UsedView } from '../../workers/shard-door.ts'
import { offWords } from './channel-state.tsx'

export interface UntoldData {
  /** Switched off by eSonar. */
  off: Channel[]
  dead: Delivery[]
  /** Credits for text messages and calls, where few are left. */
  credits: { low: Low; left: number } | null
}

export function Untold({ off, dead, credits }: UntoldData) {
  if (off.length === 0 && dead.length === 0 && credits === null) return null
  return (
    <div class="banner bad">
      {off.map((one) => (
        <p>
          Channel <a href={`/channels/${one.id}`}>{one.name}</a> was switched off:{' '}
          {offWords(one.disabledWhy ?? '')}.
        </p>
      ))}
      {dead.length > 0 && (
        <p>
          <a href="/deliveries">
            {dead.length === 1 ? '1 message was' : `${dead.length} messages were`} not delivered
          </a>{' '}
          within a day.
        </p>
      )}
      {credits && (
        <p>
          <a href="/usage#credits">
            {credits.low === 'out' ? 'No credits' : `${credits.left} credits`} for text messages and
            calls
          </a>{' '}
          are left
          {credits.low === 'out' ? ': alarms go by mail or another channel instead.' : '.'}
        </p>
      )}
    </div>
  )
}

/** No channel is on at all. `hasMail`: the installation sends mail, and the owners are told. */
export function NoChannel({ hasMail }: { hasMail: boolean }) {
  return (
    <div class="banner">
      <p>
        {hasMail
          ? 'Only the owners are told yet, by mail, and only of what is critical.'
          : 'Nobody is told yet when something falls.'}{' '}
        <a href="/channels/new">Add a channel</a>.
      </p>
    </div>
  )
}

/** What of it is fresh enough to say. A test's end is shown where it was sent. */
export function untoldIn(
  channels: Channel[],
  deliveries: Delivery[],
  since: number,
  sms: UsedView | null,
): UntoldData {
  return {
    credits: sms?.low ? { low: sms.low, left: sms.left ?? 0 } : null,
    off: channels.filter((one) => !one.enabled && one.disabledWhy !== null && !isUnverified(one)),
    dead: deliveries.filter((one) => one.event !== 'test' && (one.settledAt ?? 0) >= since),
  }
}
