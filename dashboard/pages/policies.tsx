// Alert policies: the list, and one with its timeline and its form.
import type { Policy } from '../../workers/domain/config.ts'
import { Act } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { PolicyForm, type PolicyFormData } from '../parts/policy-form.tsx'
import { type PreviewData, PreviewPart } from '../parts/preview.tsx'

export function PoliciesPage({
  policies,
  uses,
}: {
  policies: Policy[]
  /** Checks that choose each, by its id. */
  uses: Record<string, number>
}) {
  return (
    <Layout title="Alert policies" section="/policies">
      <div class="head">
        <div>
          <h1>Alert policies</h1>
          <p>
            Who is told, at which minute, and what may wait. Who is on call:{' '}
            <a href="/schedules">schedules</a>, <a href="/people">people</a>.
          </p>
        </div>
        <div class="actions">
          <a class="button primary" href="/policies/new">
            Add a policy
          </a>
        </div>
      </div>
      <div class="scroll">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">Policy</th>
              <th scope="col">Steps</th>
              <th scope="col">Waits</th>
              <th scope="col">Checks</th>
            </tr>
          </thead>
          <tbody>
            {policies.map((one) => (
              <tr>
                <td>
                  <a href={`/policies/${one.id}`}>{one.name}</a>
                </td>
                <td data-label="Steps: ">{stepsOf(one)}</td>
                <td class="wrap" data-label="Waits: ">
                  {waitsOf(one)}
                </td>
                <td data-label="Checks: ">
                  {one.isDefault ? 'all that choose no other' : (uses[one.id] ?? 0)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Layout>
  )
}

function stepsOf({ steps, repeat }: Policy): string {
  const at = steps.map((one) => (one.afterMinutes === 0 ? 'at once' : `${one.afterMinutes} min`))
  const again = repeat ? `, again every ${repeat.everyMinutes} min, ${repeat.times} times` : ''
  return `${at.join(', ')}${again}`
}

function waitsOf({ quietHours, digest }: Policy): string {
  const quiet = quietHours
    ? `${quietHours.levels.join(' and ')} from ${quietHours.from} to ${quietHours.to}`
    : null
  const daily = digest ? `info until ${digest.at}` : null
  return [quiet, daily].filter(Boolean).join('; ') || 'nothing'
}

export function PolicyPage({
  policy,
  form,
  preview,
}: {
  /** null: a new one. */
  policy: Policy | null
  form: PolicyFormData
  preview: PreviewData | null
}) {
  const title = policy?.name ?? 'Add a policy'
  return (
    <Layout title={title} section="/policies">
      <div class="head">
        <div>
          <h1>{title}</h1>
          {policy?.isDefault && <p>Rules every check that chooses no other.</p>}
        </div>
      </div>
      {preview && <PreviewPart {...preview} />}
      <h2>{policy ? 'Change it' : 'Steps'}</h2>
      <PolicyForm {...form} />
      {policy && !policy.isDefault && (
        <>
          <h2>Remove</h2>
          <p>Only while no check chooses it.</p>
          <Act action={`/policies/${policy.id}/remove`} label="Remove the policy" class="danger" />
        </>
      )}
    </Layout>
  )
}
