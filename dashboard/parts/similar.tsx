// Incidents of the same check with the same cause, before this one.
import type { Similar } from '../../workers/domain/similar.ts'
import { duration } from '../../workers/domain/words/index.ts'
import { IncidentRows } from './incidents.tsx'

const shownMax = 5

export function SimilarBefore({
  similar: { incidents, medianSeconds },
  names,
  places,
  now,
}: {
  similar: Similar
  names: Record<string, string>
  places: Record<string, string>
  now: number
}) {
  if (incidents.length === 0) return null
  const times = incidents.length === 1 ? 'once' : `${incidents.length} times`
  return (
    <>
      <h2>Similar before</h2>
      <p>
        The same check with the same cause, {times}
        {medianSeconds === null ? '.' : `; the middle one took ${duration(medianSeconds)}.`}
      </p>
      <IncidentRows
        incidents={incidents.slice(0, shownMax)}
        names={names}
        places={places}
        now={now}
      />
    </>
  )
}
