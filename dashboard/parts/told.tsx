// The parts of a check's page that belong to checks nobody asks: where a job speaks and what it
// said, the form of a manual check, the members of a group.
import type { Check } from '../../workers/domain/check/check.ts'
import { saidHealths } from '../../workers/domain/incident.ts'
import type { Ping } from '../../workers/domain/ping.ts'
import { milliseconds, utc } from '../../workers/domain/words/index.ts'
import type { BeatView, CheckView } from '../../workers/shard-door.ts'
import { Act } from './fields.tsx'
import { Health, type Shown } from './health.tsx'
import { Sentence } from './sentence.tsx'
import { For, When } from './when.tsx'

interface Addresses {
  pingUrl: string
  pushUrl: string
  slugUrl: string | null
}

export type Told =
  | {
      kind: 'heartbeat'
      beat: BeatView | null
      pings: Ping[]
      /** null: whoever looks may not change the check. */
      addresses: Addresses | null
    }
  | { kind: 'manual'; said: CheckView['said'] | null }
  | { kind: 'group'; members: { id: string; name: string; health: Shown; since: number | null }[] }

/** What stands where other checks have their answers and locations. */
export function ToldParts({ check, told, now }: { check: Check; told: Told; now: number }) {
  switch (told.kind) {
    case 'heartbeat':
      return <Heartbeat {...told} id={check.id} />
    case 'manual':
      return <Manual said={told.said} id={check.id} now={now} />
    case 'group':
      return <Group members={told.members} now={now} />
  }
}

const words: Record<BeatView['word'], string> = {
  waiting: 'Waiting for its first success; until then nobody is told.',
  running: 'A run is under way.',
  on_time: 'On time.',
  late: 'Late, within the grace.',
  silent: 'Silent past its time and grace.',
  failed: 'The job said that it failed.',
  unheard: 'Our own door was closed when its word was due: it may have come.',
}

function expectedOf({ expectedAt, tellAt }: BeatView): string {
  if (expectedAt === null) return ''
  const told = tellAt === null ? '' : `; you are told at ${utc(tellAt)} if it does not come`
  return ` Next expected ${utc(expectedAt)}${told}.`
}

function Heartbeat({ id, beat, pings, addresses }: Told & { kind: 'heartbeat' } & { id: string }) {
  return (
    <>
      <div data-live="beat">
        {beat && (
          <p>
            {words[beat.word]}
            <Sentence text={expectedOf(beat)} />
          </p>
        )}
      </div>
      <h2>Where the job speaks</h2>
      {addresses ? (
        <Lines id={id} {...addresses} />
      ) : (
        <p class="soft">Shown to those who may change the check.</p>
      )}
      <h2>Last pings</h2>
      <div data-live="pings">
        {pings.length > 0 ? <Pings pings={pings} /> : <p class="soft">None so far.</p>}
      </div>
    </>
  )
}

const curl = 'curl -fsS -m 10 --retry 5 -o /dev/null'

function Lines({ id, pingUrl, pushUrl, slugUrl }: Addresses & { id: string }) {
  return (
    <>
      <p>
        At the end of the job, when it succeeded; the exit code may be given instead, and the start
        makes run times known:
      </p>
      <pre class="mono">
        {`${curl} ${pingUrl}
0 3 * * * ${curl} ${pingUrl}/start; backup.sh; ${curl} ${pingUrl}/$?`}
      </pre>
      <p>
        The address answers to <code>/start</code>, <code>/fail</code>, <code>/log</code> and an
        exit code, as Healthchecks does. For jobs that come from Uptime Kuma:
      </p>
      <pre class="mono">{`${curl} "${pushUrl}?status=up&msg=OK&ping="`}</pre>
      {slugUrl && (
        <>
          <p>The same, by the ping key of the workspace and its slug:</p>
          <pre class="mono">{`${curl} ${slugUrl}`}</pre>
        </>
      )}
      <p class="soft">Who knows the address can speak for the job.</p>
      <Act action={`/checks/${id}/token`} label="Make a new address; the old one ends" />
    </>
  )
}

function Pings({ pings }: { pings: Ping[] }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col" class="number">
              Ran for
            </th>
            <th scope="col">It said</th>
          </tr>
        </thead>
        <tbody>
          {pings.map(({ at, act, exitCode, durationMs, body }) => (
            <tr>
              <td>
                <When at={at} />
              </td>
              <td>
                {act}
                {exitCode === null ? '' : `, exit code ${exitCode}`}
              </td>
              <td class="number">{durationMs === null ? '–' : milliseconds(durationMs)}</td>
              <td class="mono">{body}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Manual({
  id,
  said,
  now,
}: {
  id: string
  said: CheckView['said'] | null | undefined
  now: number
}) {
  return (
    <>
      <div data-live="said">
        {said ? (
          <p>
            {said.by} set it to {said.health} <For since={said.at} now={now} /> ago
            {said.text === '' ? '.' : `: ${said.text}`}
          </p>
        ) : (
          <p class="soft">Nobody has said how it is.</p>
        )}
      </div>
      <h2>Set it</h2>
      <form method="post" action={`/checks/${id}/health`} class="fields">
        <div class="field">
          <label for="f-health">Health</label>
          <select id="f-health" name="health" aria-describedby="f-health-help">
            {saidHealths.map((health) => (
              <option value={health} {...(said?.health === health ? { selected: true } : {})}>
                {health === 'slow' ? 'slow (degraded)' : health}
              </option>
            ))}
          </select>
          <small id="f-health-help">Slow opens a warning, down an incident; up ends both.</small>
        </div>
        <div class="field">
          <label for="f-text">Why</label>
          <input id="f-text" name="text" maxlength={500} aria-describedby="f-text-help" />
          <small id="f-text-help">In the message; never on a public page.</small>
        </div>
        <div class="actions">
          <button type="submit" class="primary">
            Set
          </button>
        </div>
      </form>
    </>
  )
}

function Group({ members, now }: { members: (Told & { kind: 'group' })['members']; now: number }) {
  return (
    <>
      <h2>Members</h2>
      <ul class="places" data-live="members">
        {members.map(({ id, name, health, since }) => (
          <li>
            <a href={`/checks/${id}`}>{name}</a>
            <Health health={health} />
            <span class="ms">{since === null ? '' : <For since={since} now={now} />}</span>
            <span class="why" />
          </li>
        ))}
      </ul>
    </>
  )
}
