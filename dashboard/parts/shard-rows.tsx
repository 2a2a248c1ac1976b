// The shards of the installation, a row each: when they were awake, how late, what waits.
import { duration } from '../../workers/domain/words/index.ts'
import type { ShardLook } from '../../workers/operator-ports.ts'

export function ShardRows({ shards, now }: { shards: ShardLook[]; now: number }) {
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
