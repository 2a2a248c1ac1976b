// The kill switch on its page: why and since when, or the way to stop.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { Stop } from '../../workers/domain/stop.ts'
import { Act, type Typed } from './fields.tsx'
import { SmallForm } from './small-form.tsx'
import { When } from './when.tsx'

const reasonField: FormField = {
  name: 'reason',
  label: 'Why',
  help: 'One sentence. The people of the workspace read it on every page.',
  kind: 'text',
  required: true,
}

export function StopForm({
  stop,
  action,
  what,
  typed,
}: {
  stop: Stop | null
  /** Where `stop` and `go-on` are below. */
  action: string
  /** `its probing`, `all probing` */
  what: string
  typed: Typed
}) {
  if (stop) {
    return (
      <div class="banner bad" role="status">
        <p>
          <strong>
            Stopped since <When at={stop.since} />:
          </strong>{' '}
          {stop.reason}
        </p>
        <Act action={`${action}/go-on`} label="Let it go on" class="primary" />
      </div>
    )
  }
  return (
    <SmallForm
      action={`${action}/stop`}
      fields={[reasonField]}
      typed={typed}
      label={`Stop ${what}`}
      danger
    />
  )
}
