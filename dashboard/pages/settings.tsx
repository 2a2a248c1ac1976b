// Locations, the ping key and API keys.
import type { ListedKey } from '../../workers/workspace-ports.ts'
import { Keys } from '../parts/api-keys.tsx'
import { Act, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { Tabs } from '../parts/tabs.tsx'

export interface SettingsData {
  locations: { id: string; label: string; network: string; default: boolean; unwell: boolean }[]
  /** null: whoever looks may not see them. */
  keys: ListedKey[] | null
  now: number
  /** null: whoever looks may not change checks; `now` null: none was made yet. */
  pingKey: { now: { pingUrl: string } | null } | null
  typed: Typed
  secret: string | null
}

export function SettingsPage({ locations, keys, pingKey, typed, secret, now }: SettingsData) {
  return (
    <Layout title="Settings" section="/settings">
      <div class="head">
        <h1>Settings</h1>
      </div>
      <Tabs tab="/settings" />
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
      {keys && <Keys keys={keys} typed={typed} secret={secret} now={now} />}
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
