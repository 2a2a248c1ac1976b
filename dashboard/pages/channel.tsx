// One channel with its deliveries; its secret once, right after it was made.
import type { Channel } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import { ChannelState } from '../parts/channel-state.tsx'
import { DeliveryRows } from '../parts/deliveries.tsx'
import { Act } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'

export interface ChannelData {
  channel: Channel
  deliveries: Delivery[]
  /** Shown once, right after it was made. */
  secret: string | null
}

export function ChannelPage({ channel, deliveries, secret }: ChannelData) {
  const { id, name, enabled, webhook, levels } = channel
  return (
    <Layout title={name} section="/channels" islands={['live']}>
      <div class="head">
        <div>
          <h1>{name}</h1>
          <p class="mono">{webhook.url}</p>
          <p>
            <ChannelState channel={channel} /> · told at {levels.join(', ')}
          </p>
        </div>
        <div class="actions">
          <Act action={`/channels/${id}/test`} label="Send a test" class="primary" />
          <Act
            action={`/channels/${id}/${enabled ? 'off' : 'on'}`}
            label={enabled ? 'Switch off' : 'Switch on'}
          />
          <Act action={`/channels/${id}/remove`} label="Remove" class="danger" />
        </div>
      </div>
      {secret && (
        <div class="banner">
          <p>Signing secret, shown this once. Your receiver verifies messages with it.</p>
          <p>
            <code class="once">{secret}</code>
          </p>
        </div>
      )}
      <h2>Deliveries</h2>
      <div data-live="deliveries">
        {deliveries.length === 0 ? (
          <p class="soft">None yet. Send a test: the receiver's real answer appears here.</p>
        ) : (
          <DeliveryRows deliveries={deliveries} channels={{ [id]: name }} />
        )}
      </div>
    </Layout>
  )
}
