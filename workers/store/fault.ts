// What a fault of the database means to who asked: taken, not valid, or not available right now.
import { Problem, type ProblemCode } from '../domain/problem.ts'

interface Refusal {
  code: ProblemCode
  detail: string
  field?: string
}

/** Constraints that a person's input can meet, in words. */
const refusals: Record<string, Refusal> = {
  pages_by_slug: {
    code: 'conflict',
    detail: 'This address is taken. Choose another slug.',
    field: 'slug',
  },
  pages_by_host: {
    code: 'conflict',
    detail: 'Another status page is served under this host.',
    field: 'host',
  },
  page_posts_one_incident: {
    code: 'conflict',
    detail: 'This incident is told on the page already. Add an update to it.',
  },
  policies_one_default: {
    code: 'conflict',
    detail: 'There is a default policy already. Change that one.',
    field: 'isDefault',
  },
  checks_policy_policies_id_fk: {
    code: 'invalid',
    detail: 'There is no such policy.',
    field: 'policy',
  },
  checks_policy_own: { code: 'invalid', detail: 'There is no such policy.', field: 'policy' },
}

/** The `Problem` a driver's fault amounts to, with the fault as its cause: for the operator's
 *  log, never for a stranger. A `Problem` is given back as it is. */
export function problemOf(fault: unknown): Problem {
  if (fault instanceof Problem) return fault
  const { code, detail, field } = refusalOf(fault)
  const problem = new Problem(code, detail, field)
  problem.cause = withoutSecrets(fault)
  return problem
}

/** The driver quotes the whole connection string, password and all, when it cannot read it. */
function withoutSecrets(fault: unknown): unknown {
  const quotes = fault instanceof Error && /postgres(ql)?:\/\//.test(fault.message)
  return quotes ? new Error('The connection string of the database cannot be read.') : fault
}

/** SQLSTATE of a fault or of the fault behind a `Problem`; null when the database said none. */
export function sqlStateOf(fault: unknown): string | null {
  const code = textOf(fault, 'code')
  if (code !== null && /^[0-9A-Z]{5}$/.test(code)) return code
  const cause = fault instanceof Error ? fault.cause : undefined
  return cause === undefined ? null : sqlStateOf(cause)
}

/** Name of the constraint that refused, when one did. */
export function constraintOf(fault: unknown): string | null {
  const name = textOf(fault, 'constraint')
  if (name !== null) return name
  const cause = fault instanceof Error ? fault.cause : undefined
  return cause === undefined ? null : constraintOf(cause)
}

/** True when the rows themselves are at fault: the same rows will be refused again. */
export function isRefusal(fault: unknown): boolean {
  const state = sqlStateOf(fault)
  return state !== null && (state.startsWith('22') || state.startsWith('23'))
}

function refusalOf(fault: unknown): Refusal {
  const state = sqlStateOf(fault)
  const constraint = constraintOf(fault)
  const known = constraint === null ? undefined : refusals[constraint]
  if (known) return known
  if (state === '23505') return { code: 'conflict', detail: 'There is one like it already.' }
  if (state === '23503') return { code: 'not_found', detail: 'What it belongs to does not exist.' }
  if (state?.startsWith('22') || state?.startsWith('23')) {
    const which = constraint === null ? '' : ` (${constraint})`
    return { code: 'invalid', detail: `The database refuses this value${which}.` }
  }
  if (state === null || /^(08|25|28|3D|40|53|55|57|58)/.test(state)) {
    return { code: 'unavailable', detail: 'The database cannot be reached. Try again shortly.' }
  }
  return { code: 'internal', detail: 'The database refused a statement of ours.' }
}

function textOf(fault: unknown, key: 'code' | 'constraint'): string | null {
  if (typeof fault !== 'object' || fault === null || fault instanceof Problem) return null
  const value = (fault as Record<string, unknown>)[key]
  return typeof value === 'string' ? value : null
}
