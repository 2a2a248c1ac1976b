// The ways a request is refused: one type, one table code → HTTP status (RFC 9457).

export const problems = {
  invalid: { status: 422, title: 'Not valid' },
  malformed: { status: 400, title: 'Cannot be read' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'Conflict' },
  precondition_failed: { status: 412, title: 'Changed meanwhile' },
  too_large: { status: 413, title: 'Too large' },
  limit_reached: { status: 402, title: 'Limit reached' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Not available right now' },
  internal: { status: 500, title: 'Internal error' },
} as const
export type ProblemCode = keyof typeof problems

/** An expected refusal: thrown anywhere, answered in one place. `detail` names the remedy. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly detail: string
  /** The field at fault, in the API's spelling, when there is one. */
  readonly field: string | undefined
  /** When it is worth another try, in seconds; absent: soon. */
  readonly retryAfterSeconds: number | undefined
  constructor(code: ProblemCode, detail: string, field?: string, retryAfterSeconds?: number) {
    super(`${code}: ${detail}`)
    this.name = 'Problem'
    this.code = code
    this.detail = detail
    this.field = field
    this.retryAfterSeconds = retryAfterSeconds
  }
  get status(): number {
    return problems[this.code].status
  }
}
