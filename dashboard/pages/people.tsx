// People who are called: the ways to each, in order, and their calendars.
import type { Called } from '../../workers/call-ports.ts'
import { type Choice, OneOf } from '../parts/choices.tsx'
import { Act, FormFault, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'

export interface PeopleData {
  people: Called[]
  /** Channels that lead to nobody yet. */
  free: Choice[]
  schedules: Record<string, string>
  typed: Typed
  /** A new calendar address, shown this once. */
  feed: { person: string; url: string } | null
}

export function PeoplePage({ people, free, schedules, typed, feed }: PeopleData) {
  return (
    <Layout title="People" section="/schedules">
      <div class="head">
        <div>
          <h1>People</h1>
          <p>
            How each is reached when a policy calls them: the next way is taken until somebody
            acknowledges.
          </p>
        </div>
      </div>
      <FormFault typed={typed} fields={[]} />
      {people.map((one) => (
        <section>
          <h2>{one.name}</h2>
          <p class="soft">
            {one.role}
            {one.onCall.length > 0 &&
              `, on call now in ${one.onCall.map((id) => schedules[id] ?? id).join(', ')}`}
          </p>
          {one.ways.length === 0 && (
            <p>
              <strong>No way leads to them:</strong> when they are on call, everybody is told.
            </p>
          )}
          {one.ways.map((way) => (
            <div class="actions">
              <span>
                {way.afterMinutes === 0 ? 'at once' : `after ${way.afterMinutes} min`}:{' '}
                <a href={`/channels/${way.channel}`}>{way.name}</a>{' '}
                <span class="soft">{way.type}</span>
              </span>
              <Act action={`/people/${one.id}/ways/${way.channel}/remove`} label="Take away" />
            </div>
          ))}
          {free.length > 0 && <AddWay person={one.id} free={free} />}
          {feed?.person === one.id && (
            <p class="banner">
              Subscribe to <code>{feed.url}</code>. It is shown this once; the one before stopped.
            </p>
          )}
          <Act action={`/people/${one.id}/feed`} label="Make a new calendar address" />
        </section>
      ))}
    </Layout>
  )
}

function AddWay({ person, free }: { person: string; free: Choice[] }) {
  const id = `f-after-${person}`
  return (
    <form method="post" action={`/people/${person}/ways`} class="fields">
      <div class="pair">
        <OneOf
          id={`f-channel-${person}`}
          name="channel"
          label="Another way"
          help="A channel that leads to nobody yet."
          choices={free}
          chosen=""
        />
        <div class="field">
          <label for={id}>After (minutes)</label>
          <input id={id} name="afterMinutes" value="0" inputmode="numeric" />
          <small>Since they were called; 0: at once.</small>
        </div>
      </div>
      <div class="actions">
        <button type="submit">Add the way</button>
      </div>
    </form>
  )
}
