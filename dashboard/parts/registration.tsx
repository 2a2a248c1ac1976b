// The registration of a domain as it was read last: until when, by whom, what its registry says of it.
import type { Expiry } from '../../workers/domain/verdict/state.ts'
import { reasonWords, words } from '../../workers/domain/words/index.ts'
import { When } from './when.tsx'

const dayMs = 86_400_000

/** With its heading; nothing where none was read. */
export function RegistrationSection({
  read,
  places,
  now,
}: {
  read: Expiry | null
  places: Record<string, string>
  now: number
}) {
  if (!read) return null
  const { of, by, endsAt, fault, readAt, location } = read
  return (
    <>
      <h2>Registration</h2>
      <div data-live="registration">
        {endsAt !== null && (
          <p>
            <strong>{words().daysLeft(Math.floor((endsAt - now) / dayMs))}</strong>, until{' '}
            <When at={endsAt} />.
          </p>
        )}
        {fault && <p>Its registry says: {reasonWords({ reason: fault })}.</p>}
        <p class="soft">
          {of}
          {by === undefined ? '' : `, registered by ${by}`}. Read at {places[location] ?? location},{' '}
          <When at={readAt} />.
        </p>
      </div>
    </>
  )
}
