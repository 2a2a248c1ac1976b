// Whether a channel is on, and why eSonar switched it off when it did.
import type { Channel } from '../../workers/domain/config.ts'
import { words } from '../../workers/domain/words/index.ts'
import { Health } from './health.tsx'

export function ChannelState({ channel }: { channel: Channel }) {
  const { enabled, disabledWhy } = channel
  if (enabled) return <Health health="up" word="on" />
  return (
    <>
      <Health health="paused" word="off" />
      {disabledWhy !== null && <small>: {offWords(disabledWhy)}</small>}
    </>
  )
}

/** In words; a reason of a later version has its key for a name. */
export function offWords(why: string): string {
  const known = words().offs as Record<string, string>
  return known[why] ?? why.replaceAll('_', ' ')
}
