// What all routes of pages share: a page as an answer, a form's texts, a refusal beside its field.

import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { Problem } from '../../workers/domain/problem.ts'
import { announced } from '../../workers/flow/announcements.ts'
import { stopIn } from '../../workers/flow/stop.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { foreign, isForeign } from '../../workers/middleware/own-site.ts'
import { Around, nobody, type Surroundings } from '../parts/around.tsx'
import type { Typed } from '../parts/fields.tsx'

/** A page of a person's own; it is never kept by anything on the way. */
export async function page(c: Context<AppEnv>, content: Child, status = 200): Promise<Response> {
  const around = await aroundOf(c)
  const framed = <Around.Provider value={around}>{content}</Around.Provider>
  const html = `<!doctype html>${String(await (framed as unknown as Promise<string>))}`
  c.header('cache-control', 'no-store')
  return c.html(html, { status: status as 200 })
}

async function aroundOf(c: Context<AppEnv>): Promise<Surroundings> {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  if (!actor) return nobody
  const { workspace, workspaceName, role, owingSince, lookingUntil = null } = actor
  const [stop, announcements] = await Promise.all([stopIn(hub, workspace), announced(hub)])
  const owing = owingSince ? { since: owingSince, now: hub.now() } : null
  return { workspace: workspaceName ?? null, role, owing, stop, announcements, lookingUntil }
}

/** The texts of a form; of several values under one name the last counts. */
export async function textsOf(c: Context<AppEnv>): Promise<Record<string, string>> {
  const parsed = await c.req.parseBody()
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(parsed)) {
    if (typeof value === 'string') texts[name] = storable(value)
  }
  return texts
}

/** All values under a name. */
export async function valuesOf(c: Context<AppEnv>, name: string): Promise<string[]> {
  const parsed = await c.req.parseBody({ all: true })
  const value = parsed[name]
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return list.filter((one): one is string => typeof one === 'string').map(storable)
}

/** Without the one character that no column of Postgres takes. */
const storable = (text: string) => text.replaceAll('\u0000', '\ufffd')

/** A refusal with what was typed, for the form to show again. */
export function typedOf(problem: Problem, values: Record<string, string>): Typed {
  // A line of a list stands in the list's own field: `expect.2` beside `expect`.
  const field = problem.field?.replace(/\.\d+$/, '') ?? null
  return { values, fault: { field, detail: problem.detail } }
}

/** Refuses a form that was sent from another site (before there is a session to ride on). */
export function ownSite(c: Context<AppEnv>): void {
  if (isForeign(c)) throw foreign(c, 'This form was sent')
}

/** Answers a form: the act, then on to `path`; a refusal shows the form again. */
export async function onward(
  c: Context<AppEnv>,
  act: () => Promise<string>,
  again: (typed: Typed) => Child | Promise<Child>,
  values: Record<string, string>,
): Promise<Response> {
  try {
    return c.redirect(await act(), 303)
  } catch (fault) {
    return refused(fault, values, async (typed, status) => page(c, await again(typed), status))
  }
}

/** A refusal of what was typed shows the form again; anything else is thrown on. */
export function refused(
  fault: unknown,
  values: Record<string, string>,
  again: (typed: Typed, status: number) => Promise<Response>,
): Promise<Response> {
  if (!(fault instanceof Problem) || fault.status >= 500 || fault.status === 404) throw fault
  return again(typedOf(fault, values), fault.status)
}
