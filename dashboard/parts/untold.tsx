// What did not reach people, on the overview: channels that eSonar switched off, and messages that
// died within a day.
import { isUnverified } from '../../workers/channel/index.ts'
import type { Channel } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import { offWords } from './channel-state.tsx'

export interface UntoldData {
  /** Switched off by eSonar. */
  off: Channel[]
  dead: Delivery[]
}

export function Untold({ off, dead }: UntoldData) {
  if (off.length === 0 && dead.length === 0) return null
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
    </div>
  )
}

/** What of it is fresh enough to say. A test's end is shown where it was sent. */
export function untoldIn(channels: Channel[], deliveries: Delivery[], since: number): UntoldData {
  return {
    off: channels.filter((one) => !one.enabled && one.disabledWhy !== null && !isUnverified(one)),
    dead: deliveries.filter((one) => one.event !== 'test' && (one.settledAt ?? 0) >= since),
  }
}
