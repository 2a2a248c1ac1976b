// The door of a page that is not everybody's. Whoever may not see it learns nothing of it, not even
// its title.
import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { PagePast } from '../../workers/domain/page/past.ts'
import { readSnapshot } from '../../workers/domain/page/stored.ts'
import { type PageView, viewOf } from '../../workers/domain/page/view.ts'
import { type Vouched, vouchKey, withVouched } from '../../workers/domain/page/vouched.ts'
import { languageOf } from '../../workers/domain/page/words/index.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { gateOf, isPass, passFor, passSeconds } from '../../workers/flow/page-gate.ts'
import type { HubPorts } from '../../workers/hub-ports.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { callerOf } from '../../workers/middleware/caller.ts'
import { passwordsLimited } from '../../workers/middleware/limit.ts'
import { baseOf } from '../../workers/middleware/own-host.ts'
import { StatusDoor } from '../pages/status-door.tsx'
import { ownSite, page, textsOf } from './form.tsx'

export const statusGate = new Hono<AppEnv>()

const isSlug = (slug: string) => /^[a-z0-9][a-z0-9-]{0,62}$/.test(slug)
const cookieOf = (slug: string) => `esonar_page_${slug}`

/** What KV has of a page. */
export async function viewAt(hub: HubPorts, slug: string): Promise<PageView> {
  const [stored, past] = isSlug(slug)
    ? await Promise.all([
        hub.snapshots.get<Parameters<typeof readSnapshot>[0] & object>(`page:${slug}`),
        hub.snapshots.get<PagePast>(`past:${slug}`),
      ])
    : [null, null]
  const snapshot = readSnapshot(stored)
  if (!snapshot) throw new Problem('not_found', 'There is no status page at this address.')
  const by = snapshot.by ? await hub.snapshots.get<Vouched>(vouchKey(snapshot.by)) : null
  return viewOf(withVouched(snapshot, by), past, hub.now())
}

/** The page, for whoever may see it; nobody else learns that it is there. */
export async function openView(c: Context<AppEnv>, slug: string): Promise<PageView> {
  const view = await viewAt(c.get('hub'), slug)
  if (await maySee(c, slug, view.snapshot.access)) return view
  throw new Problem('not_found', 'There is no status page at this address.')
}

export async function maySee(
  c: Context<AppEnv>,
  slug: string,
  access: PageView['snapshot']['access'],
): Promise<boolean> {
  if (access === 'open') return true
  if (access === 'password') return isPass(c.get('hub'), slug, getCookie(c, cookieOf(slug)) ?? '')
  const [gate, person] = await Promise.all([
    gateOf(c.get('hub'), slug),
    c.get('auth').session(callerOf(c)),
  ])
  if (!gate || !person) return false
  const own = await c.get('hub').accounts.workspaceOfUser(person.id)
  return own.some((one) => one.workspace === gate.workspace)
}

/** The door itself. */
export async function door(
  c: Context<AppEnv>,
  slug: string,
  access: 'password' | 'members',
  isWrong = false,
): Promise<Response> {
  const language = languageOf(c.req.query('lang'), c.req.header('accept-language') ?? '') ?? 'en'
  const base = await baseOf(c, slug)
  const signIn = `${c.get('hub').settings.baseUrl}/sign-in?then=/status/${slug}`
  const facts = { language, action: `${base}/door`, access, isWrong, signIn }
  const answer = await page(c, <StatusDoor {...facts} />, isWrong ? 403 : 401)
  answer.headers.set('x-robots-tag', 'noindex')
  return answer
}

statusGate.post('/status/:slug/door', passwordsLimited, async (c) => {
  ownSite(c)
  const slug = c.req.param('slug')
  const { snapshot } = await viewAt(c.get('hub'), slug)
  const base = await baseOf(c, slug)
  if (snapshot.access === 'password') {
    const { password = '' } = await textsOf(c)
    const pass = await passFor(c.get('hub'), slug, password)
    if (!pass) return door(c, slug, 'password', true)
    setCookie(c, cookieOf(slug), pass, {
      path: base || '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: c.req.url.startsWith('https:'),
      maxAge: passSeconds,
    })
  }
  return c.redirect(base || '/', 303)
})
