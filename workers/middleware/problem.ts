// Every refusal becomes an answer here, in one place: problem+json (RFC 9457) for programs, a small
// page for people. The operator gets the cause, the stranger does not.
import type { Context } from 'hono'
import { Problem, problems } from '../domain/problem.ts'
import type { AppEnv } from './app-env.ts'

/** A bucket refills twenty tokens a second. */
const retrySeconds = 5

/** Answers whatever was thrown. */
export function onError(fault: Error, c: Context<AppEnv>): Response {
  const problem = fault instanceof Problem ? fault : asProblem(fault)
  if (problem.status >= 500) {
    c.get('hub')?.log.error('request', fault, { requestId: c.get('requestId'), path: c.req.path })
  }
  return answer(c, problem)
}

/** The answer to a path nothing is at. */
export function notFound(c: Context<AppEnv>): Response {
  return answer(c, new Problem('not_found', 'There is nothing at this address.'))
}

/** A problem as JSON, or as a page for a browser. */
export function answer(c: Context<AppEnv>, problem: Problem): Response {
  const { code, status, detail, field } = problem
  const { title } = problems[code]
  const requestId = c.get('requestId')
  const wait: Record<string, string> =
    status === 429 ? { 'retry-after': String(problem.retryAfterSeconds ?? retrySeconds) } : {}
  if (!wantsPage(c)) {
    const body = {
      type: `https://esonar.dev/problems/${code}`,
      title,
      status,
      detail,
      ...(field ? { field } : {}),
      requestId,
    }
    const headers = {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...wait,
    }
    return new Response(JSON.stringify(body), { status, headers })
  }
  if (status === 401) return c.redirect(`/sign-in?then=${encodeURIComponent(c.req.path)}`, 303)
  return c.html(page(status, title, detail), { status: status as 400, headers: wait })
}

function wantsPage(c: Context<AppEnv>): boolean {
  return !c.req.path.startsWith('/api') && (c.req.header('accept') ?? '').includes('text/html')
}

function asProblem(fault: Error): Problem {
  if (fault instanceof SyntaxError) return new Problem('malformed', 'The body is not valid JSON.')
  if ('status' in fault && fault.status === 400)
    return new Problem('malformed', 'The request cannot be read: is the body valid JSON?')
  return new Problem('internal', 'Something on our side went wrong. It is logged; try again.')
}

function page(status: number, title: string, detail: string): string {
  const safe = detail.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · eSonar</title><link rel="stylesheet" href="/assets/app.css"><main class="plain"><h1>${title}</h1><p>${safe}</p><p><a href="/">Back to the overview</a> <small>${status}</small></p></main></html>`
}
