// The location rows of a check: last answer of each, with what went wrong.
import { phasesOf } from '../../workers/domain/explain.ts'
import type { Round } from '../../workers/domain/round.ts'
import type { LatestAnswer } from '../../workers/domain/verdict/state.ts'
import { milliseconds, reasonWords } from '../../workers/domain/words/index.ts'
import type { SeenAnswer } from '../../workers/shard-door.ts'
import { Health, type Shown } from './health.tsx'
import { Waterfall } from './waterfall.tsx'
import { When } from './when.tsx'

/** An outcome as a badge. */
export const shownAs: Record<LatestAnswer['kind'], { health: Shown; word: string }> = {
  pass: { health: 'up', word: 'answers' },
  slow: { health: 'slow', word: 'answers late' },
  fail: { health: 'down', word: 'fails' },
  blocked: { health: 'blocked', word: 'turned away' },
  unknown: { health: 'unknown', word: 'not measured' },
}

/** One row per location, in the order given. */
export function Places({
  places,
  latest,
  seen,
}: {
  places: { id: string; label: string }[]
  latest: Record<string, SeenAnswer>
  /** Rounds that are kept whole, as those of what is open are: they know the status, the step, the limit. */
  seen: readonly Round[]
}) {
  return (
    <ul class="places" data-answers="">
      {places.map(({ id, label }) => {
        const answer = latest[id]
        return (
          <li>
            <span class="mono">{label}</span>
            {answer ? (
              <Health {...shownAs[answer.kind]} />
            ) : (
              <span class="soft">not asked yet</span>
            )}
            <span class="ms">{answer ? milliseconds(answer.ms) : ''}</span>
            <span class="why">
              {answer?.phases && phasesOf(answer.phases).length > 1 && (
                <Waterfall phases={answer.phases} />
              )}
              {answer && (
                <>
                  {answer.reason ? `${whyOf(id, answer, seen)} · ` : ''}
                  <When at={answer.at} short />
                  {answer.hops ? ` · ${chainOf(answer.hops)}` : ''}
                </>
              )}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

/** What was wrong with an answer, as exactly as is known. */
function whyOf(place: string, { at, reason }: SeenAnswer, rounds: readonly Round[]): string | null {
  const whole = rounds
    .flatMap((one) => one.observations)
    .find((one) => one.location === place && one.at === at)
  if (whole?.kind !== 'fail') return reasonWords({ reason })
  const { phase, ms, unmet, measurement } = whole
  const status = measurement?.kind === 'answered' ? measurement.status : undefined
  return reasonWords({ reason, phase, waitedMs: ms, status, unmet })
}

/** `302 /old → 200 /new`: hosts only where they change. */
function chainOf(hops: NonNullable<SeenAnswer['hops']>): string {
  const first = new URL(hops[0]!.url).host
  return hops
    .map(({ url, status, method }) => {
      const { host, pathname } = new URL(url)
      return `${method ? `${method} ` : ''}${status} ${host === first ? '' : host}${pathname}`
    })
    .join(' → ')
}
