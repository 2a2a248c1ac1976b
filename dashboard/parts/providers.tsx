// Ways to sign in elsewhere: buttons on the sign-in page, rows on one's own account.
import type { Provider } from '../../workers/account-ports.ts'
import { Act } from './fields.tsx'

export function ProviderButtons({
  providers,
  then,
}: {
  providers: readonly Provider[]
  then: string
}) {
  if (providers.length === 0) return null
  return (
    <div class="actions elsewhere">
      {providers.map(({ id, name }) => (
        <Act action={`/sign-in/with/${id}`} label={`Sign in with ${name}`}>
          <input type="hidden" name="then" value={then} />
        </Act>
      ))}
    </div>
  )
}

export function ProviderRows({
  providers,
  connected,
}: {
  providers: readonly Provider[]
  connected: string[]
}) {
  if (providers.length === 0) return null
  return (
    <>
      <h2 id="elsewhere">Accounts elsewhere</h2>
      <p class="soft">Who is signed in there is let in here, and asked for no second factor.</p>
      <table>
        <tbody>
          {providers.map(({ id, name }) => (
            <tr>
              <td>{name}</td>
              <td>{connected.includes(id) ? 'connected' : 'not connected'}</td>
              <td class="number">
                {connected.includes(id) ? (
                  <Act
                    action={`/account/providers/${id}/disconnect`}
                    label={`Disconnect ${name}`}
                    class="danger"
                  />
                ) : (
                  <a href={`/account/providers/${id}`}>Connect {name}</a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
