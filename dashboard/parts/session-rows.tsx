// The sessions of an account, as rows: which browser, where, since when, and one button each.
import type { Session } from '../../workers/account-ports.ts'
import { deviceOf } from '../../workers/domain/device.ts'
import { Act } from './fields.tsx'
import { For, When } from './when.tsx'

export function SessionRows({ sessions, now }: { sessions: Session[]; now: number }) {
  return (
    <>
      <h2 id="sessions">Sessions</h2>
      <p class="soft">
        Where you are signed in. A session that you end is out within a minute; one that nobody uses
        ends after two weeks.
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Browser</th>
              <th scope="col">Last used</th>
              <th scope="col">
                <span class="unseen">End it</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((one) => (
              <SessionRow session={one} now={now} />
            ))}
          </tbody>
        </table>
      </div>
      {sessions.length > 1 && (
        <div class="actions">
          <Act
            action="/account/sessions/end-others"
            label="End all other sessions"
            class="danger"
          />
        </div>
      )}
    </>
  )
}

/** A visit is noted every ten minutes: closer than that nothing is known. */
const notedMs = 10 * 60_000

function SessionRow({ session, now }: { session: Session; now: number }) {
  const { id, isOwn, userAgent, address, place, signedInAt, lastUsedAt } = session
  return (
    <tr>
      <td class="wrap" title={userAgent}>
        {deviceOf(userAgent)} {isOwn && <strong>(this one)</strong>}
        <br />
        <small>
          from {[place, address].filter(Boolean).join(', ') || 'an unknown place'}, signed in{' '}
          <When at={signedInAt} />
        </small>
      </td>
      <td>
        {now - lastUsedAt < notedMs ? (
          'just now'
        ) : (
          <>
            <For since={lastUsedAt} now={now} /> ago
          </>
        )}
      </td>
      <td class="number">
        {!isOwn && <Act action={`/account/sessions/${id}/end`} label="End" class="danger" />}
      </td>
    </tr>
  )
}
