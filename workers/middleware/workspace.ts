// The workspace a person chose to work in: a cookie that says its id. It gives no right: whether they
// belong there is asked at each request.
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from './app-env.ts'

const cookie = 'esonar.workspace'
const keptSeconds = 365 * 86_400

export function chosenWorkspace(c: Context<AppEnv>): string | null {
  return getCookie(c, cookie) ?? null
}

export function chooseWorkspace(c: Context<AppEnv>, workspace: string): void {
  setCookie(c, cookie, workspace, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    maxAge: keptSeconds,
    secure: c.get('hub').settings.baseUrl.startsWith('https:'),
  })
}
