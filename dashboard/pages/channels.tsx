// Channels: where messages go, adding one, and one with its deliveries.

import { type ChannelType, channels as kinds } from '../../workers/channel/index.ts'
import type { Channel } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import { ChannelForm } from '../parts/channel-form.tsx'
import { ChannelState } from '../parts/channel-state.tsx'
import { DeliveryRows } from '../parts/deliveries.tsx'
import type { Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'

export function ChannelsPage({ channels }: { channels: Channel[] }) {
  return (
    <Layout title="Channels" section="/channels">
      <div class="head">
        <div>
          <h1>Channels</h1>
          <p>Where messages go when something falls and when it is back.</p>
        </div>
        <a class="button primary" href="/channels/new">
          Add a channel
        </a>
      </div>
      {channels.length === 0 ? (
        <div class="empty">
          <p>Nobody is told yet. A webhook is enough to begin with.</p>
          <a class="button primary" href="/channels/new">
            Add a channel
          </a>
        </div>
      ) : (
        <Rows channels={channels} />
      )}
      <p class="soft">
        <a href="/deliveries">All deliveries</a> · <a href="/drills">Drills</a>: does an alarm
        arrive?
      </p>
    </Layout>
  )
}

function Rows({ channels }: { channels: Channel[] }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Channel</th>
            <th scope="col">Kind</th>
            <th scope="col">State</th>
            <th scope="col">Levels</th>
          </tr>
        </thead>
        <tbody>
          {channels.map((channel) => (
            <tr>
              <td class="wrap">
                <a href={`/channels/${channel.id}`}>{channel.name}</a>
              </td>
              <td>{labelOf(channel.type)}</td>
              <td>
                <ChannelState channel={channel} />
              </td>
              <td>{channel.levels.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const labelOf = (type: string) => kinds[type as ChannelType]?.label ?? type

/** Which kind of channel it shall be. */
export function ChannelKindsPage() {
  return (
    <Layout title="Add a channel" section="/channels">
      <div class="head">
        <h1>Add a channel</h1>
      </div>
      <ul class="kinds">
        {Object.entries(kinds).map(([type, { label, help }]) => (
          <li>
            <strong>
              <a href={`/channels/new/${type}`}>{label}</a>
            </strong>
            <small>{help}</small>
          </li>
        ))}
      </ul>
    </Layout>
  )
}

export function NewChannelPage({ type, typed }: { type: ChannelType; typed: Typed }) {
  const kind = kinds[type]
  const title = `Add a channel: ${kind.label}`
  return (
    <Layout title={title} section="/channels">
      <div class="head">
        <div>
          <h1>{title}</h1>
          <p>{kind.help}</p>
        </div>
      </div>
      <ChannelForm
        kind={kind}
        channel={null}
        typed={typed}
        action={`/channels/new/${type}`}
        label="Add the channel"
        cancel="/channels/new"
      />
    </Layout>
  )
}

export function DeliveriesPage({
  deliveries,
  channels,
}: {
  deliveries: Delivery[]
  channels: Record<string, string>
}) {
  return (
    <Layout title="Deliveries" section="/channels" islands={['live']}>
      <div class="head">
        <h1>Deliveries</h1>
      </div>
      <div data-live="deliveries">
        {deliveries.length === 0 ? (
          <div class="empty">
            <p>Nothing was owed to anybody yet.</p>
          </div>
        ) : (
          <DeliveryRows deliveries={deliveries} channels={channels} />
        )}
      </div>
    </Layout>
  )
}
