// What each place saw when somebody asked by hand: a badge, a sentence, and the measurement whole.
import type { Look } from '../../workers/domain/look.ts'
import { Command } from './command.tsx'
import { Seen } from './evidence.tsx'
import { Health } from './health.tsx'
import { shownAs } from './places.tsx'

export interface LooksData {
  looks: Look[]
  /** The line that asks the same by hand, when there is one. */
  command: string | null
  /** How places are called. */
  names: Record<string, string>
}

/** One place after another; what did not pass is unfolded. */
export function Looks({ looks, command, names }: LooksData) {
  const good = looks.filter((one) => one.kind === 'pass' || one.kind === 'slow').length
  const isAllGood = good === looks.length
  return (
    <>
      <p role="status">
        It passes from {good} of {looks.length} {looks.length === 1 ? 'place' : 'places'}.
      </p>
      {looks.map((look, index) => (
        <details
          class="evidence"
          open={isAllGood ? index === 0 : shownAs[look.kind].health !== 'up'}
        >
          <summary>
            <Health {...shownAs[look.kind]} /> <span class="mono">{names[look.location]}</span>{' '}
            {look.words}
          </summary>
          <div>
            {look.measurement && look.measurement.kind !== 'notMeasured' ? (
              <Seen seen={look.measurement} />
            ) : (
              <p class="soft">{detailOf(look)}</p>
            )}
          </div>
        </details>
      ))}
      {command && <Command command={command} />}
    </>
  )
}

/** What a test of a form saw, above the form. */
export function TestSeen(test: LooksData) {
  return (
    <section class="test" aria-label="The test">
      <h2>What each place saw just now</h2>
      <Looks {...test} />
      <p class="soft">Nothing was saved; what was typed is below.</p>
    </section>
  )
}

function detailOf({ measurement }: Look): string {
  return measurement?.detail ?? 'Nothing more was measured.'
}
