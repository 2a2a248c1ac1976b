// What woke nobody, a row each, with a link to everything that was seen.
import type { LedgerLine } from '../../workers/domain/ledger.ts'
import { duration, words } from '../../workers/domain/words/index.ts'
import { When } from './when.tsx'

export function LedgerRows({
  lines,
  names,
  places,
  isLinked = true,
}: {
  lines: LedgerLine[]
  names: Record<string, string>
  places: Record<string, string>
  /** False: there are no pages behind the rows. */
  isLinked?: boolean
}) {
  return (
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Check</th>
          <th scope="col">Why nobody was woken</th>
          <th scope="col">Seen failing from</th>
          <th scope="col" class="number">
            Lasted
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((one) => (
          <tr>
            <td>
              {isLinked ? (
                <a href={`/${one.kind}s/${one.id}`}>
                  <When at={one.startedAt} />
                </a>
              ) : (
                <When at={one.startedAt} />
              )}
            </td>
            <td class="wrap" data-label="Check: ">
              {one.check === null ? 'a location' : (names[one.check] ?? 'a removed check')}
            </td>
            <td class="wrap" data-label="Why: ">
              {words().silent[one.why]}
              {one.kind === 'incident' && <small> (an incident)</small>}
            </td>
            <td class="wrap" data-label="From: ">
              {one.places.map((place) => places[place] ?? place).join(', ') || '–'}
            </td>
            <td class="number" data-label="Lasted: ">
              {one.endedAt === null
                ? 'open'
                : duration(Math.max(0, (one.endedAt - one.startedAt) / 1000))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
