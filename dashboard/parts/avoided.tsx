// The false alarms avoided of one check.
import type { Suspicion } from '../../workers/domain/suspicion.ts'
import { SuspicionRows } from './incidents.tsx'

export function Avoided({
  check,
  avoided,
  suspicions,
  names,
  labels,
}: {
  check: { id: string }
  /** Of this month; null while the history is away. */
  avoided: number | null
  suspicions: Suspicion[]
  names: Record<string, string>
  labels: Record<string, string>
}) {
  return (
    <>
      <h2>False alarms avoided</h2>
      <div data-live="suspicions">
        {avoided !== null && avoided > 0 && (
          <p>
            <a href={`/ledger?check=${check.id}`}>
              {avoided === 1 ? '1 suspicion' : `${avoided} suspicions`} this month woke nobody:
              each, and why
            </a>
          </p>
        )}
        {suspicions.length > 0 ? (
          <SuspicionRows suspicions={suspicions} names={names} places={labels} />
        ) : (
          <p class="soft">Nothing was ever suspected without cause.</p>
        )}
      </div>
    </>
  )
}
