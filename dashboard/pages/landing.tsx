// What a stranger sees first: how eSonar differs, in words, in one picture and in one ledger. What
// is shown was played through the verdict as it is, and says that it is an example.
import type { Example } from '../../workers/domain/example.ts'
import { LedgerRows } from '../parts/ledger-rows.tsx'
import { VerdictPicture } from '../parts/picture.tsx'
import { type Site, SiteFrame } from '../parts/site-frame.tsx'

const lead =
  'eSonar checks your servers from many places, verifies every failure before it wakes anybody, tells slow from down, and explains every alarm and every silence.'

export function LandingPage({ site, example }: { site: Site; example: Example }) {
  return (
    <SiteFrame site={site} title="eSonar: woken only when it is true" lead={lead} path="/">
      <section class="hero">
        <h1>Be woken only when something is truly wrong.</h1>
        <p class="lead">
          One failed probe is a suspicion, not an alarm. eSonar asks again at once, from{' '}
          <strong>three places or more</strong>, before it tells anybody. It tells{' '}
          <strong>slow from down</strong>, looks from <strong>outside and inside</strong>, and
          explains <strong>every alarm and every silence</strong>.
        </p>
        <div class="actions">
          <a class="button primary" href="/sign-up">
            Start free: 20 checks, no card
          </a>
          <a class="button" href="/docs/self-hosting">
            Run it yourself
          </a>
        </div>
      </section>
      <Alarm example={example} />
      <Differences />
      <Silences example={example} />
      <Ways />
    </SiteFrame>
  )
}

function Alarm({ example }: { example: Example }) {
  const { incident, picture, headline, sentences, places } = example
  return (
    <section aria-labelledby="alarm">
      <h2 id="alarm">An alarm that says how it knows</h2>
      <p>
        Columns are rounds, rows are places. The first failure starts the questions; when most
        places on most networks have failed without a break for 15 seconds, you are told. A place
        that cannot measure abstains.
      </p>
      <p class="example">
        <span class="tag">example</span> Made-up answers, judged and drawn by the program itself.
      </p>
      <div class="alarm">
        <VerdictPicture
          picture={picture}
          rounds={incident.rounds}
          names={places}
          title="A verdict: what each place saw in each round"
        />
        <blockquote class="told">
          <p>
            <strong>{headline}</strong>
          </p>
          {sentences.slice(0, 3).map((one) => (
            <p>{one}</p>
          ))}
        </blockquote>
      </div>
    </section>
  )
}

const differences: [what: string, why: string, to: string][] = [
  [
    'Verified, by places and by networks',
    'Most places must agree, and most networks. A place that fails alone is asked whether it can reach anything at all.',
    '/docs/verdict',
  ],
  [
    'Slow is not down',
    'An answer after 22 seconds is slow, and says which phase took the time. A redirect is followed, not feared.',
    '/docs/checks',
  ],
  [
    'Outside and inside',
    'An agent on your host sees the full disk and the replica that lags, and puts it beside the alarm as the probable cause.',
    '/docs/agent',
  ],
  [
    'What it cannot know, it says',
    'Unknown is a state of its own: never a page about your server, never counted as up.',
    '/docs/evidence',
  ],
]

function Differences() {
  return (
    <section aria-labelledby="differs">
      <h2 id="differs">Where it differs</h2>
      <div class="fours">
        {differences.map(([what, why, to]) => (
          <div>
            <h3>{what}</h3>
            <p>
              {why} <a href={to}>How</a>
            </p>
          </div>
        ))}
      </div>
    </section>
  )
}

function Silences({ example: { ledger, checks, places } }: { example: Example }) {
  return (
    <section aria-labelledby="silence">
      <h2 id="silence">The alarms you did not get</h2>
      <p>
        {ledger.lines.length} times something failed and nobody was woken; once somebody was. Each
        stays with its rounds, so that you can see whether the silence was right, and try what other
        settings would have done.
      </p>
      <p class="example">
        <span class="tag">example</span> Made-up answers; what became of them is the program's own.
      </p>
      <LedgerRows lines={ledger.lines} names={checks} places={places} isLinked={false} />
    </section>
  )
}

function Ways() {
  return (
    <section aria-labelledby="ways">
      <h2 id="ways">Three ways to run one program</h2>
      <ul class="ways">
        <li>
          <strong>Hosted</strong>, from places all over the world: <a href="/pricing">from $0</a>.
        </li>
        <li>
          <strong>On a machine of your own</strong>, with one command, free and open source:{' '}
          <a href="/docs/self-hosting">self-hosting</a>.
        </li>
        <li>
          <strong>As an agent</strong> on any server, for both: one more place to ask from, and eyes
          inside: <a href="/docs/agent">the agent</a>.
        </li>
      </ul>
    </section>
  )
}
