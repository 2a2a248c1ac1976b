// How the installation fares: shards, places, what waits to be told, and what never arrived.
import { duration, words } from '../../workers/domain/words/index.ts'
import type { Installation, ShardLook } from '../../workers/operator-ports.ts'
import { OperatorFrame } from '../parts/operator-frame.tsx'
import { When } from '../parts/when.tsx'

export function InstallationPage({ now, ...data }: Installation & { now: number }) {
  const { shards, locations, told, dead } = data
  const wrong = locations.filter((one) => one.unwellIn > 0)
  return (
    <OperatorFrame title="Health" part="/operator/health">
      <div class="head">
        <div>
          <h1>Health of the installation</h1>
          <p>
            {wrong.length === 0
              ? 'Every place counts in every shard.'
              : `${wrong.map((one) => one.label).join(', ')}: the word does not count everywhere.`}
          </p>
        </div>
      </div>
      <h2>Shards</h2>
      <Shards shards={shards} now={now} />
      <h2>Places</h2>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col">Network</th>
            <th scope="col">Its word</th>
          </tr>
        </thead>
        <tbody>
          {locations.map(({ label, network, unwellIn }) => (
            <tr>
              <td>{label}</td>
              <td data-label="Network: ">{network}</td>
              <td data-label="Its word: ">
                {unwellIn === 0 ? 'counts' : `does not count in ${unwellIn} of ${shards.length}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>Messages of seven days</h2>
      <Told told={told} />
      <h2>Those that never arrived</h2>
      <Dead dead={dead} />
    </OperatorFrame>
  )
}

function Shards({ shards, now }: { shards: ShardLook[]; now: number }) {
  const ago = (at: number | null) =>
    at === null ? '–' : duration(Math.max(0, Math.round((now - at) / 1000)))
  return (
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">Shard</th>
          <th scope="col" class="number">
            Workspaces
          </th>
          <th scope="col" class="number">
            Checks
          </th>
          <th scope="col" class="number">
            Awake before
          </th>
          <th scope="col" class="number">
            Late by
          </th>
          <th scope="col" class="number">
            Messages waiting
          </th>
          <th scope="col" class="number">
            History waiting
          </th>
        </tr>
      </thead>
      <tbody>
        {shards.map(({ shard, workspaces, health }) => (
          <tr>
            <td>
              <code>{shard}</code>
              {health === null && <strong> does not answer</strong>}
            </td>
            <td class="number" data-label="Workspaces: ">
              {workspaces}
            </td>
            <td class="number" data-label="Checks: ">
              {health?.checks ?? '?'}
            </td>
            <td class="number" data-label="Awake before: ">
              {health ? ago(health.lastWakeAt) : '?'}
            </td>
            <td class="number" data-label="Late by: ">
              {health ? `${Math.round(health.lagMs)} ms` : '?'}
            </td>
            <td class="number" data-label="Messages waiting: ">
              {health ? waiting(health.pendingDeliveries, health.overdue, ago) : '?'}
            </td>
            <td class="number" data-label="History waiting: ">
              {health ? `${health.backlog}${since(health.backlogSince, ago)}` : '?'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const since = (at: number | null, ago: (at: number | null) => string) =>
  at === null ? '' : `, for ${ago(at)}`

function waiting(
  pending: number,
  overdue: { count: number; since: number } | null,
  ago: (at: number | null) => string,
): string {
  return overdue ? `${pending}, ${overdue.count} due for ${ago(overdue.since)}` : String(pending)
}

function Told({ told }: Pick<Installation, 'told'>) {
  if (told.length === 0) return <p class="soft">None.</p>
  return (
    <ul>
      {told.map(({ state, kind, count }) => (
        <li>
          {count.toLocaleString('en')} × {kind}: {stateWords(state)}
        </li>
      ))}
    </ul>
  )
}

function Dead({ dead }: Pick<Installation, 'dead'>) {
  if (dead.length === 0) return <p class="soft">None: every message of seven days arrived.</p>
  return (
    <ul>
      {dead.map(({ at, workspace, workspaceName, kind, event, why, attempts }) => (
        <li>
          <When at={at} />, <a href={`/operator/workspaces/${workspace}`}>{workspaceName}</a>:{' '}
          {event} by {kind}, {attempts} attempts{why && `, ${whyWords(why)}`}
        </li>
      ))}
    </ul>
  )
}

function stateWords(state: string): string {
  const known: Record<string, string> = words().states
  return known[state] ?? state
}

function whyWords(why: string): string {
  const known: Record<string, string> = words().whys
  return known[why] ?? why
}
