// API keys: those there are, one just made, and the form of another.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { nouns } from '../../workers/domain/permission.ts'
import type { ListedKey } from '../../workers/workspace-ports.ts'
import { Boxes } from './choices.tsx'
import { Act, Field, FormFault, type Typed } from './fields.tsx'
import { For, When } from './when.tsx'

export const lives = ['never', '7 days', '30 days', '90 days', '365 days'] as const
export const accesses = ['read and write', 'read only'] as const

const keyFields: FormField[] = [
  { name: 'name', label: 'Name', help: 'Where it is used.', kind: 'text', required: true },
  {
    name: 'role',
    label: 'Role',
    help: 'viewer reads; member changes checks and channels; admin also keys.',
    kind: 'select',
    options: ['viewer', 'member', 'admin'],
  },
  {
    name: 'access',
    label: 'Access',
    help: 'Of what the role may.',
    kind: 'select',
    options: [...accesses],
  },
  {
    name: 'expires',
    label: 'Expires',
    help: 'From then on it is refused.',
    kind: 'select',
    options: [...lives],
  },
]
const starts: Record<string, string> = { role: 'member', access: accesses[0], expires: lives[0] }

export interface KeysData {
  keys: ListedKey[]
  typed: Typed
  /** A new key, shown this once. */
  secret: string | null
  now: number
}

export function Keys({ keys, typed, secret, now }: KeysData) {
  return (
    <>
      <h2 id="keys">API keys</h2>
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
      {keys.length > 0 && <KeyTable keys={keys} now={now} />}
      <h3>Make a key</h3>
      <FormFault typed={typed} fields={keyFields.map((one) => one.name)} />
      <form method="post" action="/settings/keys" class="fields">
        <div class="pair">
          {keyFields.map((field) => (
            <Field field={field} typed={typed} value={starts[field.name] ?? ''} />
          ))}
        </div>
        <div class="boxes">
          <Boxes
            name="nouns"
            legend="Only for"
            help="None ticked: everything."
            choices={nouns.map((id) => ({ id, name: id }))}
            chosen={(typed.values.nouns ?? '').split(',')}
          />
        </div>
        <div>
          <button type="submit">Make a key</button>
        </div>
      </form>
    </>
  )
}

function KeyTable({ keys, now }: Pick<KeysData, 'keys' | 'now'>) {
  return (
    <div class="scroll">
      <table class="mid">
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">May</th>
            <th scope="col">Used</th>
            <th scope="col">Expires</th>
            <th scope="col">
              <span class="hidden">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr>
              <td class="wrap">
                {key.name} <code>{key.prefix}…</code>
              </td>
              <td>
                {key.role}
                {key.scopes && `, only ${key.scopes.join(', ')}`}
              </td>
              <td>
                {key.lastUsedAt ? <Used at={Date.parse(key.lastUsedAt)} now={now} /> : 'never'}
              </td>
              <td>{key.expiresAt ? <Ends at={Date.parse(key.expiresAt)} now={now} /> : 'never'}</td>
              <td class="number">
                <Act action={`/settings/keys/${key.id}/remove`} label="Remove" class="danger" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A use is noted once a minute: nothing finer is said. */
function Used({ at, now }: { at: number; now: number }) {
  if (now - at < 120_000) return <>just now</>
  return (
    <>
      <For since={at} now={now} /> ago
    </>
  )
}

function Ends({ at, now }: { at: number; now: number }) {
  return at <= now ? <strong>expired</strong> : <When at={at} />
}
