// Alert policies.
import { type Context, Hono } from 'hono'
import type { Policy } from '../../workers/domain/config.ts'
import { type Level, levels } from '../../workers/domain/incident.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { listChannels } from '../../workers/flow/channels.ts'
import { listPeople } from '../../workers/flow/people.ts'
import {
  createPolicy,
  getPolicy,
  listPolicies,
  previewPolicy,
  removePolicy,
  updatePolicy,
} from '../../workers/flow/policies.ts'
import { listSchedules } from '../../workers/flow/schedules.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { parsed } from '../../workers/routes/api.ts'
import { inputOf, policyInput } from '../../workers/routes/policies.ts'
import { PoliciesPage, PolicyPage } from '../pages/policies.tsx'
import type { Typed } from '../parts/fields.tsx'
import type { PreviewData } from '../parts/preview.tsx'
import { page } from './form.tsx'
import { allChecks } from './names.ts'
import { policyOfValues, type Values, valuesOfPolicy } from './policy-texts.ts'

export const policyPages = new Hono<AppEnv>()

const hourMs = 3_600_000

policyPages.get('/policies', async (c) => {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const [policies, checks] = await Promise.all([listPolicies(hub, actor), allChecks(hub, actor)])
  const uses: Record<string, number> = {}
  for (const { policy } of checks) if (policy) uses[policy] = (uses[policy] ?? 0) + 1
  return page(c, <PoliciesPage policies={policies} uses={uses} />)
})

interface Shown {
  values: Values
  fault?: Typed['fault']
  status?: number
}

async function show(c: Context<AppEnv>, policy: Policy | null, shown: Shown) {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const [channels, schedules, people] = await Promise.all([
    listChannels(hub, actor),
    listSchedules(hub, actor),
    listPeople(hub, actor),
  ])
  const form = {
    action: policy ? `/policies/${policy.id}` : '/policies',
    label: policy ? 'Save' : 'Add the policy',
    values: shown.values,
    fault: shown.fault ?? null,
    channels,
    schedules,
    people,
  }
  const preview = policy ? await previewOf(c, policy) : null
  return page(c, <PolicyPage policy={policy} form={form} preview={preview} />, shown.status)
}

/** 03:00 tonight, unless the address says otherwise. */
async function previewOf(c: Context<AppEnv>, { id }: Policy): Promise<PreviewData> {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const given = Date.parse(`${c.req.query('at') ?? ''}Z`)
  const at = Number.isNaN(given) ? tonight(hub.now()) : given
  const level = levels.find((one) => one === c.req.query('level')) ?? ('critical' as Level)
  const { names, ...preview } = await previewPolicy(hub, actor, id, { at, level })
  return { preview, names, at, level, action: `/policies/${id}` }
}

function tonight(now: number): number {
  const three = Math.floor(now / (24 * hourMs)) * 24 * hourMs + 3 * hourMs
  return three > now ? three : three + 24 * hourMs
}

policyPages.get('/policies/new', (c) => show(c, null, { values: valuesOfPolicy(null) }))
policyPages.get('/policies/:id', async (c) => {
  const policy = await getPolicy(c.get('hub'), c.get('actor'), c.req.param('id'))
  return show(c, policy, { values: valuesOfPolicy(policy) })
})

policyPages.post('/policies', (c) => save(c, null))
policyPages.post('/policies/:id', async (c) =>
  save(c, await getPolicy(c.get('hub'), c.get('actor'), c.req.param('id'))),
)

async function save(c: Context<AppEnv>, policy: Policy | null): Promise<Response> {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const values = await allValues(c)
  try {
    const input = inputOf(parsed(policyInput, policyOfValues(values)))
    const saved = policy
      ? await updatePolicy(hub, actor, policy.id, input, null)
      : await createPolicy(hub, actor, input)
    return c.redirect(`/policies/${saved.id}`, 303)
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status >= 500 || fault.status === 404) throw fault
    const { field = null, detail, status } = fault
    return show(c, policy, { values, fault: { field: fieldOf(field), detail }, status })
  }
}

/** Both clocks share one field; a list is one field. */
function fieldOf(field: string | null): string | null {
  if (field?.endsWith('.timeZone')) return 'timeZone'
  return field?.replace(/\.(levels|days)\..*$/, '.$1') ?? null
}

/** All values of the form, by name. */
export async function allValues(c: Context<AppEnv>): Promise<Values> {
  const values: Values = {}
  for (const [name, value] of Object.entries(await c.req.parseBody({ all: true }))) {
    const list = Array.isArray(value) ? value : [value]
    values[name] = list.filter((one): one is string => typeof one === 'string')
  }
  return values
}

policyPages.post('/policies/:id/remove', async (c) => {
  await removePolicy(c.get('hub'), c.get('actor'), c.req.param('id'), null)
  return c.redirect('/policies', 303)
})
