// The phases of one probe, one bar each, where it begins when the one before ended.
import { phasesOf } from '../../workers/domain/explain.ts'
import type { PhasesMs } from '../../workers/domain/measurement.ts'
import { milliseconds, words } from '../../workers/domain/words/index.ts'

/** Of phases seen on two connections, those before the request come from the one beside. */
export function Waterfall({ phases: spent }: { phases: PhasesMs }) {
  const phases = phasesOf(spent)
  const total = Math.max(
    1,
    ...phases.map(([, ms]) => ms),
    phases.reduce((sum, [, ms]) => sum + ms, 0),
  )
  let begun = 0
  return (
    <div class="waterfall">
      {phases.map(([phase, ms]) => {
        const x = (begun / total) * 100
        begun += ms
        return (
          <>
            <span>{words().phases[phase]}</span>
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              <rect class="track" x="0" y="0" width="100" height="10" />
              <rect
                class={`spent ${phase}`}
                x={x}
                y="0"
                width={Math.max(0.8, (ms / total) * 100)}
                height="10"
              />
            </svg>
            <span class="ms">{milliseconds(ms)}</span>
          </>
        )
      })}
    </div>
  )
}
