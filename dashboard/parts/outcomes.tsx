// Incidents as they were beside those that would have been: two lines over time, and a table.
import type { Outcome, Stretch, WhatIf } from '../../workers/domain/whatif/index.ts'
import { duration, utc, words } from '../../workers/domain/words/index.ts'
import { Health } from './health.tsx'
import { healthOfKind } from './incidents.tsx'
import { When } from './when.tsx'

/** Two lines: above what was told, below what would have been; hatched where it is not known. */
export function Strip({ found, from, to }: { found: WhatIf; from: number; to: number }) {
  const x = (at: number) => ((Math.min(to, Math.max(from, at)) - from) / (to - from)) * 1000
  const bars = (all: Outcome[], y: number) =>
    all.map((one) => {
      const width = Math.max(5, x(one.resolvedAt ?? to) - x(one.openedAt))
      return (
        <rect
          class={one.told ? one.kind : 'muted'}
          x={Math.min(995, x(one.openedAt))}
          y={y}
          width={width}
          height="16"
        >
          <title>{`${one.kind}, ${utc(one.openedAt)}`}</title>
        </rect>
      )
    })
  return (
    <figure class="strip">
      <figcaption>
        <span>as told</span>
        <span>as tried</span>
      </figcaption>
      <svg viewBox="0 0 1000 44" preserveAspectRatio="none" role="img">
        <title>Incidents as they were told, above, and as they would have been, below</title>
        <rect class="track" x="0" y="2" width="1000" height="16" />
        <rect class="track" x="0" y="26" width="1000" height="16" />
        {found.notKnown.map((one) => (
          <rect
            class="dark"
            x={x(one.from)}
            y="24"
            width={Math.max(3, x(one.to) - x(one.from))}
            height="20"
          >
            <title>{`not known: ${words().notKnown[one.why]}`}</title>
          </rect>
        ))}
        {bars(found.were, 2)}
        {bars(found.would, 26)}
      </svg>
      <p class="soft ends">
        <When at={from} />
        <When at={to} />
      </p>
    </figure>
  )
}

const stretchesMax = 10

/** Where the answer would need what nobody measured. */
export function NotKnown({ stretches }: { stretches: Stretch[] }) {
  if (stretches.length === 0) return null
  return (
    <div class="banner">
      <p>
        <strong>
          {stretches.length === 1 ? 'One stretch is' : `${stretches.length} stretches are`} not
          known
        </strong>
        , so there may have been more:
      </p>
      <ul>
        {stretches.slice(0, stretchesMax).map((one) => (
          <li>
            <When at={one.from} />, {duration(Math.max(1, (one.to - one.from) / 1000))}:{' '}
            {words().notKnown[one.why]}
          </li>
        ))}
        {stretches.length > stretchesMax && <li>and {stretches.length - stretchesMax} more</li>}
      </ul>
    </div>
  )
}

const rowsMax = 100

/** Each incident beside the one of the same time. */
export function Beside({ found }: { found: WhatIf }) {
  const rows = pairsOf(found.were, found.would)
  if (rows.length === 0) return <p>Nothing was told in this time, and nothing would have been.</p>
  return (
    <>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">As it was told</th>
            <th scope="col">Under these settings</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, rowsMax).map(({ was, would }) => (
            <tr>
              <td>
                <When at={(was ?? would)!.openedAt} />
              </td>
              <td class="wrap" data-label="As it was told: ">
                <Told one={was} />
              </td>
              <td class="wrap" data-label="Under these settings: ">
                <Told one={would} than={was} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > rowsMax && <p class="soft">The API has the other {rows.length - rowsMax}.</p>}
    </>
  )
}

function Told({ one, than }: { one: Outcome | null; than?: Outcome | null }) {
  if (!one) return <span class="soft">nothing</span>
  const later = than ? Math.round((one.openedAt - than.openedAt) / 1000) : 0
  return (
    <>
      <Health health={healthOfKind(one.kind, one.level)} word={one.kind} />
      <span class="soft">
        {' '}
        {words().levels[one.level]},{' '}
        {one.resolvedAt === null ? 'open' : duration((one.resolvedAt - one.openedAt) / 1000)}
        {Math.abs(later) > 2 && `, ${duration(Math.abs(later))} ${later > 0 ? 'later' : 'earlier'}`}
        {!one.told && ', in maintenance: nobody told'}
        {!one.known && ', not certain'}
      </span>
    </>
  )
}

/** Pairs what overlaps; what has no counterpart stands alone. In order of time. */
function pairsOf(
  were: Outcome[],
  would: Outcome[],
): { was: Outcome | null; would: Outcome | null }[] {
  const left = [...would]
  const pairs: { was: Outcome | null; would: Outcome | null }[] = were.map((was) => {
    const at = left.findIndex(
      (one) =>
        one.startedAt <= (was.resolvedAt ?? Number.POSITIVE_INFINITY) &&
        was.startedAt <= (one.resolvedAt ?? Number.POSITIVE_INFINITY),
    )
    return { was, would: at < 0 ? null : (left.splice(at, 1)[0] ?? null) }
  })
  const all = [...pairs, ...left.map((one) => ({ was: null, would: one }))]
  return all.toSorted((a, b) => (b.was ?? b.would)!.openedAt - (a.was ?? a.would)!.openedAt)
}
