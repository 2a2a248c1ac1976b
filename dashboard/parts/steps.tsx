// The steps of the first run, one part each.
import type { Check } from '../../workers/domain/check/check.ts'
import { targetText } from '../../workers/domain/check/index.ts'
import type { Channel } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import { milliseconds } from '../../workers/domain/words/index.ts'
import type { CheckView } from '../../workers/shard-door.ts'
import { Act, Field, type Typed } from './fields.tsx'
import { Health, healthOf } from './health.tsx'
import { Looks, type LooksData } from './looks.tsx'

export interface StartData {
  check: Check | null
  view: CheckView | null
  channel: Channel | null
  /** Secrets of the channel that was made just now, shown once. */
  secrets: { label: string; secret: string }[]
  /** The last test alert through the channel. */
  alert: Delivery | null
  /** What each place saw of the address. */
  test: LooksData | null
  kinds: { type: string; label: string }[]
  typed: Typed
}

const address = {
  name: 'url',
  label: 'Address',
  help: 'Asked every minute from several places, whole, with http:// or https://.',
  kind: 'url',
  required: true,
  placeholder: 'https://example.com/',
} as const
const receiver = {
  name: 'to',
  label: 'Its address',
  help: 'The webhook address that it gave you; for ntfy the topic, for PagerDuty the key.',
  kind: 'text',
  required: true,
} as const

export function Address({ typed, test }: StartData) {
  return (
    <form method="post" action="/start/test" class="fields">
      <Field field={address} typed={typed} />
      {test && <Looks {...test} />}
      <div class="actions">
        <button type="submit" class={test ? '' : 'primary'}>
          Test it
        </button>
        {test && (
          <button type="submit" class="primary" formaction="/start/check">
            Watch it
          </button>
        )}
      </div>
    </form>
  )
}

export function Watched({ check, view }: StartData & { check: Check }) {
  return (
    <p data-live="watched" data-answers="">
      <Health health={healthOf(view)} /> <a href={`/checks/${check.id}`}>{check.name}</a>
      {check.name !== targetText(check) && <span class="soft"> {targetText(check)}</span>}
    </p>
  )
}

export function Receiver({ kinds, typed }: StartData) {
  const chosen = typed.values.type ?? 'webhook'
  return (
    <form method="post" action="/start/channel" class="fields">
      <div class="pair">
        <div class="field">
          <label for="f-type">Kind</label>
          <select id="f-type" name="type">
            {kinds.map(({ type, label }) => (
              <option value={type} {...(type === chosen ? { selected: true } : {})}>
                {label}
              </option>
            ))}
          </select>
          <small>
            Mail, text messages and the rest are under <a href="/channels/new">all kinds</a>.
          </small>
        </div>
        <Field field={receiver} typed={typed} />
      </div>
      <div>
        <button type="submit" class="primary">
          Tell me there
        </button>
      </div>
    </form>
  )
}

export function Once({ secrets }: Pick<StartData, 'secrets'>) {
  return (
    <>
      {secrets.map(({ label, secret }) => (
        <p>
          {label}, shown this once: <code class="once">{secret}</code>
        </p>
      ))}
    </>
  )
}

export function Alert({ channel, alert }: StartData & { channel: Channel }) {
  const last = alert?.attempts.at(-1)
  const said = last && `${last.status ?? ''} ${last.said}`.trim()
  return (
    <>
      {alert?.state === 'sent' && last && (
        <p role="status">
          It took the test alert in {milliseconds(last.ms)}
          {said ? `: ${said}` : '.'}
        </p>
      )}
      {alert && alert.state !== 'sent' && (
        <p class="fault" role="alert">
          It did not take it{said ? `: ${said}` : ''}.{' '}
          <a href={`/channels/${channel.id}`}>Look at the channel</a>, then try again.
        </p>
      )}
      <Act
        action="/start/alert"
        label={alert?.state === 'sent' ? 'Send another' : 'Send a test alert'}
        class={alert?.state === 'sent' ? '' : 'primary'}
      />
    </>
  )
}
