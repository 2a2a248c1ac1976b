// Whether a channel is on, and why eSonar switched it off when it did.
import type { Channel } from '../../workers/domain/config.ts'
import { Health } from './health.tsx'

export function ChannelState({ channel }: { channel: Channel }) {
  if (channel.enabled) return <Health health="up" word="on" />
  return (
    <Health
      health="paused"
      word={channel.disabledWhy === 'gone' ? 'off: the receiver says it is gone (410)' : 'off'}
    />
  )
}
