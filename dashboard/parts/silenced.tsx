// That nobody is told about a check just now, and why; or a button to make it so.
import { endOf, type Silence } from '../../workers/domain/silence.ts'
import { Act } from './fields.tsx'
import { When } from './when.tsx'

const offered = ['1 hour', '4 hours', 'tomorrow 9:00 (UTC)']

export function Silenced({ check, silences }: { check: string; silences: Silence[] }) {
  const [longest] = silences
  if (!longest) return <SilenceForm check={check} />
  return (
    <div class="banner">
      <p>
        Silenced until <When at={endOf(longest)} /> by {longest.by}: {longest.reason}. It is
        checked, and nobody is told.
      </p>
      <Act action={`/silences/${longest.id}/end`} label="End now" />
    </div>
  )
}

function SilenceForm({ check }: { check: string }) {
  return (
    <details>
      <summary>Silence it</summary>
      <form method="post" action="/silences" class="actions">
        <input type="hidden" name="check" value={check} />
        <input type="hidden" name="back" value="check" />
        <label>
          For{' '}
          <select name="length">
            {offered.map((one) => (
              <option value={one}>{one}</option>
            ))}
          </select>
        </label>
        <label>
          Why <input name="reason" maxlength={500} autocomplete="off" />
        </label>
        <button type="submit">Silence</button>
      </form>
    </details>
  )
}
