// How the installation fares: shards, places, what waits to be told, and what never arrived.
import type { Stop } from '../../workers/domain/stop.ts'
import { words } from '../../workers/domain/words/index.ts'
import type { Installation } from '../../workers/operator-ports.ts'
import type { Typed } from '../parts/fields.tsx'
import { OperatorFrame } from '../parts/operator-frame.tsx'
import { ShardRows } from '../parts/shard-rows.tsx'
import { StopForm } from '../parts/stop-form.tsx'
import { When } from '../parts/when.tsx'

export interface InstallationData extends Installation {
  now: number
  /** Of all workspaces. */
  stop: Stop | null
  typed: Typed
}

export function InstallationPage({ now, stop, typed, ...data }: InstallationData) {
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
      <h2>Probing</h2>
      <StopForm stop={stop} action="/operator/all" what="all probing" typed={typed} />
      <h2>Shards</h2>
      <ShardRows shards={shards} now={now} />
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
