// Channels: where messages go, adding one, and one with its deliveries.

import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { Channel } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import { ChannelState } from '../parts/channel-state.tsx'
import { DeliveryRows } from '../parts/deliveries.tsx'
import { Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'

const fields = [
  {
    name: 'url',
    label: 'Address',
    help: 'Where signed messages are posted. Redirects are not followed.',
    kind: 'url',
    required: true,
    placeholder: 'https://ops.example.com/hook',
  },
  { name: 'name', label: 'Name', help: 'Empty: the host name.', kind: 'text' },
  {
    name: 'audience',
    label: 'Read by',
    help: 'A machine gets each incident; a person gets one message when many fall at once.',
    kind: 'select',
    options: ['machine', 'person'],
  },
] satisfies FormField[]

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
            Add a webhook
          </a>
        </div>
      ) : (
        <Rows channels={channels} />
      )}
      <p class="soft">
        <a href="/deliveries">All deliveries</a>
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

export function NewChannelPage({ typed }: { typed: Typed }) {
  return (
    <Layout title="Add a webhook" section="/channels">
      <div class="head">
        <h1>Add a webhook</h1>
      </div>
      <FormFault typed={typed} fields={fields.map((one) => one.name)} />
      <form method="post" action="/channels" class="fields">
        {fields.map((field) => (
          <Field field={field} typed={typed} />
        ))}
        <div class="actions">
          <button type="submit" class="primary">
            Add the webhook
          </button>
          <a href="/channels">Cancel</a>
        </div>
      </form>
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
