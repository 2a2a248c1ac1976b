// Where the code is typed that proves a person's address.
import { addressOf, isUnverified } from '../../workers/channel/index.ts'
import type { Channel } from '../../workers/domain/config.ts'
import { Act, Field, FormFault, type Typed } from './fields.tsx'

const field = {
  name: 'code',
  label: 'Code',
  help: 'The six digits; good for 10 minutes.',
  kind: 'text',
  required: true,
  placeholder: '123456',
} as const

/** Nothing for a channel that is verified or needs no code. */
export function ChannelCode({ channel, typed }: { channel: Channel; typed: Typed }) {
  if (!isUnverified(channel)) return null
  return (
    <div class="banner">
      <p>
        A code was sent to <span class="mono">{addressOf(channel)}</span>. Until it is typed here,
        nothing else is sent there and no alert counts on it.
      </p>
      <FormFault typed={typed} fields={['code']} />
      <form method="post" action={`/channels/${channel.id}/verify`} class="fields">
        <Field field={field} typed={typed} value="" />
        <div class="actions">
          <button type="submit" class="primary">
            Verify
          </button>
        </div>
      </form>
      <Act action={`/channels/${channel.id}/code`} label="Send another code" />
    </div>
  )
}
