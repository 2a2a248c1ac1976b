// The public forms by which one subscribes to a status page: one for each way, and one for a code.

import type { SubscriberKind } from '../../workers/domain/page/subscriber.ts'
import type { PageView } from '../../workers/domain/page/view.ts'
import { sayIn, type WordKey } from '../../workers/domain/page/words/index.ts'
import { Boxes } from './choices.tsx'
import type { Reader } from './public-frame.tsx'

export interface SubscribeFault {
  kind: SubscriberKind
  key: WordKey
  address: string
  chosen: string[]
}

interface FormData {
  view: PageView
  reader: Reader
  fault: SubscribeFault | null
  kind: SubscriberKind
}

const inputs = {
  mail: { type: 'email', autocomplete: 'email' },
  sms: { type: 'tel', autocomplete: 'tel' },
  webhook: { type: 'url', autocomplete: 'off' },
} as const

export function SubscribeForm({ view, reader, fault, kind }: FormData) {
  const { language, base } = reader
  const own = fault?.kind === kind ? fault : null
  const choices = [...view.names].map(([id, name]) => ({ id, name }))
  const chosen = own?.chosen ?? []
  const id = `address-${kind}`
  return (
    <form method="post" action={`${base}/subscribe`} class="fields">
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="lang" value={language} />
      <div class={own ? 'field wrong' : 'field'}>
        <label for={id}>{sayIn(language, `${kind}_address`)}</label>
        <input
          id={id}
          {...inputs[kind]}
          name="address"
          value={own?.address ?? ''}
          required
          aria-describedby={own ? `${id}-fault ${id}-help` : `${id}-help`}
          {...(own ? { 'aria-invalid': 'true' } : {})}
        />
        {own && (
          <span class="fault" id={`${id}-fault`}>
            {sayIn(language, own.key)}
          </span>
        )}
        <small id={`${id}-help`}>{sayIn(language, `${kind}_help`)}</small>
      </div>
      {choices.length > 1 && (
        <details open={chosen.length > 0}>
          <summary>{sayIn(language, 'only_some')}</summary>
          <Boxes
            name="components"
            legend={sayIn(language, 'only_these')}
            choices={choices}
            chosen={chosen}
          />
        </details>
      )}
      <div>
        <button type="submit" class="primary">
          {sayIn(language, 'subscribe')}
        </button>
      </div>
    </form>
  )
}

/** Where the code is typed in that a phone was sent. */
export function CodeForm({
  reader: { language, base },
  address,
  isWrong,
}: {
  reader: Reader
  address: string
  isWrong: boolean
}) {
  return (
    <form method="post" action={`${base}/subscribe/code`} class="fields">
      <input type="hidden" name="address" value={address} />
      <input type="hidden" name="lang" value={language} />
      <div class={isWrong ? 'field wrong' : 'field'}>
        <label for="code">{sayIn(language, 'code')}</label>
        <input
          id="code"
          type="text"
          name="code"
          inputmode="numeric"
          autocomplete="one-time-code"
          maxlength={12}
          required
          {...(isWrong ? { 'aria-invalid': 'true', 'aria-describedby': 'code-fault' } : {})}
        />
        {isWrong && (
          <span class="fault" id="code-fault">
            {sayIn(language, 'wrong_code')}
          </span>
        )}
      </div>
      <div>
        <button type="submit" class="primary">
          {sayIn(language, 'confirm')}
        </button>
      </div>
    </form>
  )
}
