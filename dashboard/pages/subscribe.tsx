// Subscribing to a status page, and what a link in a mail leads to.

import type { SubscriberKind } from '../../workers/domain/page/subscriber.ts'
import type { PageView } from '../../workers/domain/page/view.ts'
import { sayIn, type WordKey } from '../../workers/domain/page/words/index.ts'
import { hrefOf, PublicFrame, type Reader } from '../parts/public-frame.tsx'
import { CodeForm, type SubscribeFault, SubscribeForm } from '../parts/subscribe-forms.tsx'

export interface SubscribeData {
  view: PageView
  reader: Reader
  /** By what one may subscribe here. */
  kinds: readonly SubscriberKind[]
  /** What became of the form. */
  said: { key: WordKey; address: string; secret?: string; leave?: string } | null
  fault: SubscribeFault | null
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
            <SubscribeForm view={view} reader={reader} kind={kind} fault={fault} />
          </details>
        ))
      )}
      <p>
        <a href={hrefOf(reader, '')}>{sayIn(language, 'back')}</a>
      </p>
    </PublicFrame>
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
