// Locations, the ping key and API keys.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { Act, Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'

export interface SettingsData {
  workspace: string
  locations: { id: string; label: string; network: string; default: boolean; unwell: boolean }[]
  keys:
    | { id: string; name: string; prefix: string; role: string; lastUsedAt: string | null }[]
    | null
  /** null: whoever looks may not change checks; `now` null: none was made yet. */
  pingKey: { now: { pingUrl: string } | null } | null
  typed: Typed
  secret: string | null
}

const keyFields: FormField[] = [
  { name: 'name', label: 'Name', help: 'Where it is used.', kind: 'text', required: true },
  {
    name: 'role',
    label: 'Role',
    help: 'viewer reads; member changes checks and channels; admin also keys.',
    kind: 'select',
    options: ['viewer', 'member', 'admin'],
  },
]

export function SettingsPage({ locations, keys, pingKey, typed, secret }: SettingsData) {
  return (
    <Layout title="Settings" section="/settings">
      <div class="head">
        <h1>Settings</h1>
      </div>
      <h2>Locations</h2>
      <p class="soft">
        Where probes are sent from. Those of one network share their faults; two networks confirm
        best.
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Location</th>
              <th scope="col">Network</th>
              <th scope="col">Asked</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {locations.map((one) => (
              <tr>
                <td class="mono">{one.label}</td>
                <td>{one.network}</td>
                <td>{one.default ? 'each slot' : 'as a spare'}</td>
                <td>{one.unwell ? 'unwell: not counted for now' : 'well'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pingKey && <PingKey now={pingKey.now} />}
      {keys && <Keys keys={keys} typed={typed} secret={secret} />}
    </Layout>
  )
}

function PingKey({ now }: NonNullable<SettingsData['pingKey']>) {
  return (
    <>
      <h2 id="ping-key">Ping key</h2>
      <p class="soft">
        With it a job reaches its heartbeat by the heartbeat's slug, as with Healthchecks. Who knows
        it can speak for every job with a slug.
      </p>
      {now && <pre class="mono">{now.pingUrl.replace('<slug>', 'backup')}</pre>}
      <Act
        action="/settings/ping-key"
        label={now ? 'Make a new ping key; the old one stops working' : 'Make a ping key'}
        {...(now ? { class: 'danger' } : {})}
      />
    </>
  )
}

function Keys({
  keys,
  typed,
  secret,
}: {
  keys: NonNullable<SettingsData['keys']>
  typed: Typed
  secret: string | null
}) {
  return (
    <>
      <h2>API keys</h2>
      <p class="soft">
        Everything here can be done by API; it is described in{' '}
        <a href="/api/openapi.json">OpenAPI</a>.
      </p>
      {secret && (
        <div class="banner">
          <p>Your new key, shown this once:</p>
          <p>
            <code class="once">{secret}</code>
          </p>
        </div>
      )}
      {keys.length > 0 && (
        <div class="scroll">
          <table>
            <tbody>
              {keys.map((key) => (
                <tr>
                  <td class="wrap">
                    {key.name} <code>{key.prefix}…</code>
                  </td>
                  <td>{key.role}</td>
                  <td>{key.lastUsedAt ? `used ${key.lastUsedAt.slice(0, 10)}` : 'never used'}</td>
                  <td class="number">
                    <Act action={`/settings/keys/${key.id}/remove`} label="Remove" class="danger" />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <FormFault typed={typed} fields={keyFields.map((one) => one.name)} />
      <form method="post" action="/settings/keys" class="fields">
        <div class="pair">
          {keyFields.map((field) => (
            <Field field={field} typed={typed} value={field.name === 'role' ? 'member' : ''} />
          ))}
        </div>
        <div>
          <button type="submit">Make a key</button>
        </div>
      </form>
    </>
  )
}
