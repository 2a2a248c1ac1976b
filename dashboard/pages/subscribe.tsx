// Subscribing to a status page, and what a link in a mail leads to.

import type { PageView } from '../../workers/domain/page/view.ts'
import { languages, sayIn, type WordKey } from '../../workers/domain/page/words/index.ts'
import { Boxes } from '../parts/choices.tsx'
import { hrefOf, PublicFrame, type Reader } from '../parts/public-frame.tsx'

export interface SubscribeData {
  view: PageView
  reader: Reader
  hasMail: boolean
  /** What became of the form. */
  said: { key: WordKey; address: string; secret?: string; leave?: string } | null
  fault: { kind: string; key: WordKey; address: string } | null
}

export function SubscribePage({ view, reader, hasMail, said, fault }: SubscribeData) {
  const { language } = reader
  const title = sayIn(language, 'subscribe')
  const form = { view, reader, fault }
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
      {hasMail && <Form {...form} kind="mail" />}
      <Form {...form} kind="webhook" />
      <p>
        <a href={hrefOf(reader, '')}>{sayIn(language, 'back')}</a>
      </p>
    </PublicFrame>
  )
}

interface FormData extends Pick<SubscribeData, 'view' | 'reader' | 'fault'> {
  kind: 'mail' | 'webhook'
}

function Form({ view, reader, fault, kind }: FormData) {
  const { language, base } = reader
  const own = fault?.kind === kind ? fault : null
  const choices = [...view.names].map(([id, name]) => ({ id, name }))
  const id = `address-${kind}`
  return (
    <section>
      <h2>{sayIn(language, `by_${kind}`)}</h2>
      <form method="post" action={`${base}/subscribe`} class="fields">
        <input type="hidden" name="kind" value={kind} />
        <input type="hidden" name="lang" value={languages.find((one) => one === language)} />
        <div class={own ? 'field wrong' : 'field'}>
          <label for={id}>{sayIn(language, `${kind}_address`)}</label>
          <input
            id={id}
            type={kind === 'mail' ? 'email' : 'url'}
            name="address"
            value={own?.address ?? ''}
            required
            aria-describedby={`${id}-help`}
            {...(own ? { 'aria-invalid': 'true' } : {})}
          />
          {own && <span class="fault">{sayIn(language, own.key)}</span>}
          <small id={`${id}-help`}>{sayIn(language, `${kind}_help`)}</small>
        </div>
        {choices.length > 1 && (
          <Boxes
            name="components"
            legend={sayIn(language, 'only_these')}
            choices={choices}
            chosen={[]}
          />
        )}
        <div>
          <button type="submit" class="primary">
            {sayIn(language, 'subscribe')}
          </button>
        </div>
      </form>
    </section>
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
