// The picture of a verdict: columns are rounds, rows are places, each cell a shape and the time.
import type { Observation } from '../../workers/domain/observation.ts'
import type { Round } from '../../workers/domain/round.ts'
import { milliseconds, reasonWords, utc } from '../../workers/domain/words/index.ts'
import { When } from './when.tsx'

const shapes: Record<Observation['kind'], string> = {
  pass: '●',
  slow: '◐',
  fail: '■',
  blocked: '◇',
  unknown: '?',
}
const kinds: Record<Round['kind'], string> = {
  slot: 'slot',
  verify: 'verify',
  wider: 'wider',
  recover: 'recover',
}

/** Rounds × places. Hovering a cell says the reason. */
export function Rounds({ rounds, names }: { rounds: Round[]; names: Record<string, string> }) {
  const places = [...new Set(rounds.flatMap((round) => round.asked))]
  if (rounds.length === 0) return <p class="soft">No rounds are kept for this.</p>
  return (
    <section class="scroll" aria-label="Rounds by location" tabindex={0}>
      <table class="rounds">
        <thead>
          <tr>
            <th scope="col">place</th>
            {rounds.map((round) => (
              <th scope="col" class="round" title={utc(round.startedAt)}>
                {kinds[round.kind]}
                <br />
                <When at={round.startedAt} short />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr>
              <th scope="row" class="mono">
                {names[place] ?? place}
              </th>
              {rounds.map((round) => (
                <Cell
                  seen={round.observations.find((one) => one.location === place)}
                  asked={round.asked.includes(place)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Cell({ seen, asked }: { seen: Observation | undefined; asked: boolean }) {
  if (!seen) return <td class="none">{asked ? 'silent' : '–'}</td>
  return (
    <td class={seen.kind} title={reasonOf(seen)}>
      <span aria-hidden="true">{shapes[seen.kind]}</span>{' '}
      <span>{seen.kind === 'unknown' ? 'no vote' : milliseconds(seen.ms)}</span>
    </td>
  )
}

function reasonOf(seen: Observation): string {
  const reason = seen.kind === 'fail' ? seen.reasons[0] : 'reason' in seen ? seen.reason : undefined
  return reason ? (reasonWords({ reason }) ?? reason) : seen.kind
}
