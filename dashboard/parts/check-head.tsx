// The top of a check's page: how it is and since when, what can be done, and what is open.
import type { Check } from '../../workers/domain/check/check.ts'
import { isAsked, targetText } from '../../workers/domain/check/index.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import type { CheckView } from '../../workers/shard-door.ts'
import { Act } from './fields.tsx'
import { Health, healthOf } from './health.tsx'
import { For } from './when.tsx'
import { Wrongs } from './wrongs.tsx'

interface Top {
  check: Check
  view: CheckView | null
  now: number
}

export function CheckHead({ check, view, now }: Top) {
  return (
    <div class="head" data-live="head">
      <div>
        <h1>
          {check.name} <Health health={healthOf(view)} />{' '}
          {view && !view.paused && (
            <small>
              for <For since={view.since} now={now} />
              {view.activity === 'steady' ? '' : `, ${view.activity}`}
            </small>
          )}
        </h1>
        <p class="mono">{targetText(check)}</p>
        {check.pausedBy === 'plan' && (
          <p>
            Paused because the plan runs no more checks. Pause another and resume this one, or take
            a larger plan: <a href="/usage">Usage</a>.
          </p>
        )}
      </div>
      <div class="actions">
        {!check.paused && isAsked(check) && (
          <Act action={`/checks/${check.id}/now`} label="Check now" />
        )}
        <Act
          action={`/checks/${check.id}/${check.paused ? 'resume' : 'pause'}`}
          label={check.paused ? 'Resume' : 'Pause'}
        />
        <a class="button" href={`/checks/new?from=${check.id}`}>
          Clone
        </a>
        <a class="button" href={`/checks/${check.id}/edit`}>
          Edit
        </a>
      </div>
    </div>
  )
}

export function CheckOpen({
  check,
  open,
  labels,
  now,
}: Omit<Top, 'view'> & { open: Incident[]; labels: Record<string, string> }) {
  return (
    <div data-live="open">
      <Wrongs incidents={open} names={{ [check.id]: check.name }} places={labels} now={now} />
    </div>
  )
}
