// Subscribing to a status page, and what a link in a mail leads to.

import type { SubscriberKind } from '../../workers/domain/page/subscriber.ts'
import type { PageView } from '../../workers/domain/page/view.ts'
import { sayIn, type WordKey } from '../../workers/domain/page/words/index.ts'
import { Boxes } from '../parts/choices.tsx'
import { hrefOf, PublicFrame, type Reader } from '../parts/public-frame.tsx'

export interface SubscribeData {
  view: PageView
  reader: Reader
  /** By what one may subscribe here. */
  kinds: readonly SubscriberKind[]
  /** What became of the form. */
  said: { key: WordKey; address: string; secret?: string; leave?: string } | null
  fault: { kind: SubscriberKind; key: WordKey; address: string; chosen: string[] } | null
  /** A phone that a code was sent to. */
  code: { address: string; isWrong: boolean } | null
}

export function SubscribePage({ view, reader, kinds, said, fault, code }: SubscribeData) {
  const { language } = reader
  const title = sayIn(language, 'subscribe')
  return (
    <PublicFrame
      snapshot={view.snapshot}
      reader={reader}
      path="/subscribe"
      title={`${title} · ${view.snapshot.title}`}
    >
      <h1>{title}</h1>
      {said && (
        <div class="banner" role="status">
          <p>{sayIn(language, said.key, { address: said.address })}</p>
          {said.secret && <code class="once">{said.secret}</code>}
          {said.leave && (
            <p>
              {sayIn(language, 'leave')}: <code>{said.leave}</code>
            </p>
          )}
        </div>
      )}
      {code ? (
        <CodeForm reader={reader} {...code} />
      ) : (
        kinds.map((kind, index) => (
          <details class="way" open={fault ? fault.kind === kind : index === 0}>
            <summary>
              <h2>{sayIn(language, `by_${kind}`)}</h2>
            </summary>
            <Form view={view} reader={reader} kind={kind} fault={fault} />
          </details>
        ))
      )}
      <p>
        <a href={hrefOf(reader, '')}>{sayIn(language, 'back')}</a>
      </p>
    </PublicFrame>
  )
}

interface FormData extends Pick<SubscribeData, 'view' | 'reader' | 'fault'> {
  kind: SubscriberKind
}

const inputs = {
  mail: { type: 'email', autocomplete: 'email' },
  sms: { type: 'tel', autocomplete: 'tel' },
  webhook: { type: 'url', autocomplete: 'off' },
} as const

function Form({ view, reader, fault, kind }: FormData) {
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

function CodeForm({
  reader: { language, base },
  address,
  isWrong,
}: { reader: Reader } & NonNullable<SubscribeData['code']>) {
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

export interface SubscriberData {
  view: PageView
  reader: Reader
  address: string
  state: 'ask' | 'confirmed' | 'left'
  action: string
}

/** Nothing changes by looking: links in mails are opened by programs, too. */
export function SubscriberPage({ view, reader, address, state, action }: SubscriberData) {
  const { language } = reader
  const key = state === 'ask' ? 'confirm_ask' : state
  const title = sayIn(language, key, { address })
  const act = (name: 'confirm' | 'leave', style?: string) => (
    <form method="post" action={`${action}/${name}`}>
      <button type="submit" class={style}>
        {sayIn(language, name)}
      </button>
    </form>
  )
  return (
    <PublicFrame snapshot={view.snapshot} reader={reader} path="/subscribe" title={title}>
      <h1>{title}</h1>
      <div class="actions">
        {state === 'ask' && act('confirm', 'primary')}
        {state !== 'left' && act('leave')}
      </div>
      <p>
        <a href={hrefOf(reader, '')}>{sayIn(language, 'back')}</a>
      </p>
    </PublicFrame>
  )
}
