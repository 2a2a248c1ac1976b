// The first run: an address, a test of it, somebody to tell, a test alert. Each step is known by what
// is of record, so that it can be left and taken up again.
import { FormFault } from '../parts/fields.tsx'
import { Health } from '../parts/health.tsx'
import { Layout } from '../parts/layout.tsx'
import { Address, Alert, Once, Receiver, type StartData, Watched } from '../parts/steps.tsx'

export function StartPage(data: StartData) {
  const { check, channel, alert } = data
  const isSent = alert?.state === 'sent'
  const step = !check ? 1 : !channel ? 2 : isSent ? 4 : 3
  return (
    <Layout title="First steps" section="/" islands={['live']}>
      <div class="head">
        <div>
          <h1>{step === 4 ? 'You are watched over' : 'First steps'}</h1>
          <p>Something to watch, somebody to tell, and the proof that the message arrives.</p>
        </div>
      </div>
      <FormFault typed={data.typed} fields={['url', 'to']} />
      <ol class="steps">
        <Step number={1} now={step} title="What is watched?">
          {check ? <Watched {...data} check={check} /> : <Address {...data} />}
        </Step>
        <Step number={2} now={step} title="Where are you told?">
          {channel ? <p>{channel.name}</p> : check && <Receiver {...data} />}
          <Once secrets={data.secrets} />
        </Step>
        <Step number={3} now={step} title="Does the message arrive?">
          {channel && <Alert {...data} channel={channel} />}
        </Step>
      </ol>
      {step === 4 && check && (
        <p class="actions">
          <a class="button primary" href={`/checks/${check.id}`}>
            See the check
          </a>
          <a href="/">All checks</a>
          <a href="/policies">Who is told, and when</a>
        </p>
      )}
      {step < 4 && (
        <p class="soft">
          Other kinds of <a href="/checks/new">checks</a> and <a href="/channels/new">channels</a>{' '}
          count here, too.
        </p>
      )}
    </Layout>
  )
}

function Step({
  number,
  now,
  title,
  children,
}: {
  number: number
  now: number
  title: string
  children: unknown
}) {
  const state = number < now ? 'done' : number === now ? 'now' : 'later'
  return (
    <li class={state} {...(state === 'now' ? { 'aria-current': 'step' } : {})}>
      <h2>
        {title} {state === 'done' && <Health health="up" word="done" />}
      </h2>
      {children as never}
    </li>
  )
}
