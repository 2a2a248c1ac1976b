// One channel with its deliveries; its secret once, right after it was made.
import type { ChannelField } from '../../workers/channel/channel.ts'
import { addressOf, isUnverified, kindOf } from '../../workers/channel/index.ts'
import type { Channel } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import type { UsedView } from '../../workers/shard-door.ts'
import { ChannelCode } from '../parts/channel-code.tsx'
import { ChannelForm } from '../parts/channel-form.tsx'
import { ChannelState, offWords } from '../parts/channel-state.tsx'
import { DeliveryRows } from '../parts/deliveries.tsx'
import { Act, type Typed, untouched } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'

export interface ChannelData {
  channel: Channel
  deliveries: Delivery[]
  /** Shown once, right after it was made. */
  secrets: { field: ChannelField; secret: string }[]
  /** A code that was typed and refused. */
  typed?: Typed
  /** The month's text messages and calls, where it counts among them. */
  used?: UsedView | null
}

export function ChannelPage({
  channel,
  deliveries,
  secrets,
  typed = untouched,
  used,
}: ChannelData) {
  const { id, name, enabled, levels, type, disabledWhy } = channel
  const isOpen = !isUnverified(channel)
  const address = addressOf(channel)
  const preview = kindOf(type).preview?.(channel.settings)
  return (
    <Layout title={name} section="/channels" islands={['live']}>
      <div class="head">
        <div>
          <h1>{name}</h1>
          <p>
            {kindOf(type).label}
            {address !== '' && (
              <>
                {' · '}
                <span class="mono">{address}</span>
              </>
            )}
          </p>
          <p>
            <ChannelState channel={channel} /> · told at {levels.join(', ')}
          </p>
        </div>
        <div class="actions">
          {isOpen && <Act action={`/channels/${id}/test`} label="Send a test" class="primary" />}
          <a class="button" href={`/channels/${id}/edit`}>
            Edit
          </a>
          {isOpen && (enabled || !disabledWhy) && (
            <Act
              action={`/channels/${id}/${enabled ? 'off' : 'on'}`}
              label={enabled ? 'Switch off' : 'Switch on'}
            />
          )}
          <Act action={`/channels/${id}/remove`} label="Remove" class="danger" />
        </div>
      </div>
      {used?.allowance != null && (
        <p class="soft">
          {used.left} credits for text messages and calls are left:{' '}
          <a href="/usage#credits">Usage</a>.
        </p>
      )}
      <ChannelCode channel={channel} typed={typed} />
      {secrets.map(({ field, secret }) => (
        <div class="banner">
          <p>{field.label}, shown this once.</p>
          <p>
            <code class="once">{secret}</code>
          </p>
        </div>
      ))}
      {isOpen && !enabled && disabledWhy && (
        <Off channel={channel} last={lastAnswerIn(deliveries)} />
      )}
      {preview !== undefined && (
        <>
          <h2>What will be sent</h2>
          <p class="soft">The body of a sample message, as it is filled in.</p>
          <pre class="command">{preview}</pre>
        </>
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

/** Why eSonar switched it off, and what to do. */
function Off({ channel, last }: { channel: Channel; last: string | null }) {
  return (
    <div class="banner bad">
      <p>
        eSonar switched this channel off: {offWords(channel.disabledWhy ?? '')}.
        {last !== null && <> Last answer: {last}.</>} Mend it, then switch it on and send a test.
      </p>
      <Act action={`/channels/${channel.id}/on`} label="Switch on" class="primary" />
    </div>
  )
}

function lastAnswerIn(deliveries: Delivery[]): string | null {
  const failed =
    deliveries.find((one) => one.attempts.at(-1)?.answer === 'permanent') ??
    deliveries.find((one) => one.attempts.length > 0)
  const last = failed?.attempts.at(-1)
  return last
    ? [last.status, last.said].filter((one) => one !== null && one !== '').join(' ')
    : null
}

export function EditChannelPage({ channel, typed }: { channel: Channel; typed: Typed }) {
  const { id, name, type } = channel
  return (
    <Layout title={`Edit ${name}`} section="/channels">
      <div class="head">
        <div>
          <h1>Edit {name}</h1>
          <p>{kindOf(type).help}</p>
        </div>
      </div>
      <ChannelForm
        kind={kindOf(type)}
        channel={channel}
        typed={typed}
        action={`/channels/${id}/edit`}
        label="Save"
        cancel={`/channels/${id}`}
      />
    </Layout>
  )
}
