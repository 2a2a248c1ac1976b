// Silences: what nobody is told about until a time, and making one.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { endOf, isOn, type Silence } from '../../workers/domain/silence.ts'
import { Act, Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { When } from '../parts/when.tsx'

export interface SilencesData {
  silences: Silence[]
  names: Record<string, string>
  now: number
  typed: Typed
}

const text = (name: string, label: string, help: string, facts: Partial<FormField> = {}) =>
  ({ name, label, help, kind: 'text', ...facts }) satisfies FormField
export const lengths = ['1 hour', '4 hours', 'tomorrow 9:00 (UTC)', '1 week']
const fields: FormField[] = [
  text('pattern', 'Names', 'Like staging-*, where * is anything and ? one character.'),
  text('tag', 'Or a tag', 'All checks that carry it.'),
  text('length', 'For', 'What is still broken then is told.', { kind: 'select', options: lengths }),
  text('reason', 'Why', 'Others will read it.', { required: true }),
]

export function SilencesPage({ silences, names, now, typed }: SilencesData) {
  return (
    <Layout title="Silences" section="/maintenance">
      <div class="head">
        <div>
          <h1>Silences</h1>
          <p>
            Nobody is told about these until the time. Checks go on. One check is silenced on its
            own page; work that is planned is <a href="/maintenance">maintenance</a>.
          </p>
        </div>
      </div>
      {silences.length === 0 ? (
        <div class="empty">
          <p>Nothing is silenced.</p>
        </div>
      ) : (
        <div class="scroll">
          <table class="stack">
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">Until</th>
                <th scope="col">Why</th>
                <th scope="col">By</th>
                <th scope="col">State</th>
              </tr>
            </thead>
            <tbody>
              {silences.map((one) => (
                <tr>
                  <td class="wrap">{whatOf(one, names)}</td>
                  <td>
                    <When at={endOf(one)} />
                  </td>
                  <td class="wrap">{one.reason}</td>
                  <td>{one.by}</td>
                  <td>
                    {isOn(one, now) ? (
                      <Act action={`/silences/${one.id}/end`} label="End now" />
                    ) : (
                      <span class="soft">over</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <h2>Silence a tag or names</h2>
      <FormFault typed={typed} fields={fields.map((one) => one.name)} />
      <form method="post" action="/silences" class="fields">
        <div class="pair">
          {fields.map((field) => (
            <Field field={field} typed={typed} />
          ))}
        </div>
        <div class="actions">
          <button type="submit" class="primary">
            Silence
          </button>
        </div>
      </form>
    </Layout>
  )
}

function whatOf({ check, tag, pattern }: Silence, names: SilencesData['names']): string {
  if (check !== undefined) return names[check] ?? 'a removed check'
  return tag === undefined ? `names like ${pattern}` : `tag ${tag}`
}
