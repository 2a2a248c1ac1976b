// Two weeks of a schedule: a bar with one piece for each shift, and the same as a list. Gaps are hatched
// and said in words.
import type { Shift } from '../../workers/domain/oncall.ts'
import { duration } from '../../workers/domain/words/index.ts'
import { When } from './when.tsx'

const [width, height] = [1_000, 34]
const tones = 6

export interface RotaData {
  shifts: Shift[]
  names: Record<string, string>
  from: number
  to: number
}

type Names = RotaData['names']
const nameOf = (names: Names, person: string | null) =>
  person === null ? 'nobody' : (names[person] ?? 'somebody who left')

/** The bar; it says itself in words for who cannot see it. */
export function RotaBar({ shifts, names, from, to }: RotaData) {
  const people = [...new Set(shifts.flatMap((one) => one.person ?? []))]
  const xOf = (at: number) => ((at - from) / (to - from)) * width
  const gaps = shifts.filter((one) => one.person === null).length
  return (
    <>
      <svg
        class="rota"
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${shifts.length} shifts of ${people.length} people, ${gaps} gaps`}
      >
        {shifts.map((one) => {
          const tone = one.person === null ? 'gap' : `tone${people.indexOf(one.person) % tones}`
          const [x, w] = [xOf(one.from), xOf(one.to) - xOf(one.from)]
          return (
            <rect
              class={tone}
              x={x.toFixed(1)}
              y="1"
              width={Math.max(1, w - 1).toFixed(1)}
              height="32"
            >
              <title>{nameOf(names, one.person)}</title>
            </rect>
          )
        })}
      </svg>
      <Legend people={people} names={names} gaps={gaps} />
    </>
  )
}

/** Whose each tone is. */
function Legend({ people, names, gaps }: { people: string[]; names: Names; gaps: number }) {
  const swatch = (tone: string) => (
    <svg class="rota swatch" viewBox="0 0 12 12" aria-hidden="true">
      <rect class={tone} x="1" y="1" width="10" height="10" />
    </svg>
  )
  return (
    <p class="legend">
      {people.map((one, index) => (
        <span>
          {swatch(`tone${index % tones}`)} {nameOf(names, one)}
        </span>
      ))}
      {gaps > 0 && <span>{swatch('gap')} nobody</span>}
    </p>
  )
}

/** The shifts as rows. */
export function RotaRows({ shifts, names }: RotaData) {
  return (
    <div class="scroll">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Until</th>
            <th scope="col">On call</th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {shifts.map((one) => (
            <tr>
              <td>
                <When at={one.from} />
              </td>
              <td>
                <When at={one.to} />{' '}
                <small>{duration(Math.round((one.to - one.from) / 1_000))}</small>
              </td>
              <td class="wrap">
                {one.person === null ? (
                  <strong>nobody: a step tells everybody then</strong>
                ) : (
                  nameOf(names, one.person)
                )}
              </td>
              <td>
                {one.by === null ? '' : one.by === 'override' ? 'override' : `layer ${one.by + 1}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
