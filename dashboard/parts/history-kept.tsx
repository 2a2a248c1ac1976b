// What becomes of history with another plan, said before it is taken.
import { planOf } from '../../workers/domain/plan.ts'
import { historyGraceDays } from '../../workers/plan-ports.ts'

export function HistoryKept({ plan }: { plan: string }) {
  const { label, limits } = planOf(plan)
  return (
    <p class="soft">
      {label} keeps history for {limits.retentionDays} days. What is older goes {historyGraceDays}{' '}
      days after the plan was left; until then a larger one keeps it, and{' '}
      <a href="/workspace">the export</a> takes it along.
    </p>
  )
}
