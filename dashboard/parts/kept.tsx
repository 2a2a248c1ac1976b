// Checks that the plan keeps from running as they are set, by name.
import type { Named } from '../../workers/domain/plan.ts'

const namedMax = 10

/** Checks that a plan keeps from running, or from running as they are set, by name. */
export function Kept({ plan, checks, words }: { plan: string; checks: Named[]; words: string }) {
  if (checks.length === 0) return null
  const rest = checks.length - namedMax
  return (
    <div class="banner">
      <p>
        The plan {plan} {words}{' '}
        {checks.slice(0, namedMax).map(({ id, name }, index) => (
          <>
            {index > 0 && ', '}
            <a href={`/checks/${id}`}>{name}</a>
          </>
        ))}
        {rest > 0 && ` and ${rest} more`}. A larger plan brings them back as they were.
      </p>
    </div>
  )
}

/** On the overview: what the plan paused, and the way out. */
export function PausedByPlan({ checks }: { checks: (Named & { pausedBy?: 'plan' })[] }) {
  const paused = checks.filter((one) => one.pausedBy === 'plan')
  if (paused.length === 0) return null
  const [first] = paused
  const rest = paused.length - 1
  return (
    <div class="banner">
      <p>
        <a href={`/checks/${first!.id}`}>{first!.name}</a>
        {rest > 0 && ` and ${rest} more`} {rest > 0 ? 'are' : 'is'} paused: the plan runs no more
        checks. <a href="/plan">See which, and the plans</a>.
      </p>
    </div>
  )
}
