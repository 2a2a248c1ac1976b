// Somebody at the dashboard without JavaScript: keeps cookies, follows what a form answers, reads
// letters. Over the world's app, so that nothing but a browser is missing.

import { makeSender } from '../../workers/send.ts'
import { type FakeResend, startResend } from '../fakes/resend.ts'
import { acme, type World } from './world.ts'

export const site = 'http://esonar.test'

export interface Answer {
  status: number
  headers: Headers
  /** The page's text without tags, white space folded. */
  text: string
  html: string
  /** Where it sends the browser, or ''. */
  to: string
}

export interface Browser {
  cookies: Map<string, string>
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(
    path: string,
    form?: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Answer>
  /** Anything else that a program in the browser could send. */
  send(method: string, path: string, headers: Record<string, string>): Promise<Answer>
  /** A copy, as a thief of the cookies has it. */
  copy(): Browser
}

/** A browser of its own, at an address of its own. */
export function openBrowser(
  { app }: World,
  address = '198.51.100.7',
  cookies = new Map<string, string>(),
): Browser {
  async function ask(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers(init.headers)
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    if (!headers.has('cf-connecting-ip')) headers.set('cf-connecting-ip', address)
    headers.set('accept', 'text/html')
    if (!headers.has('user-agent')) {
      headers.set('user-agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0')
    }
    const url = path.startsWith('http') ? path : `${site}${path}`
    const response = await app.request(url, { ...init, headers })
    for (const cookie of response.headers.getSetCookie()) keep(cookies, cookie)
    const html = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      html,
      text: html
        .replace(/<[^>]*>/g, ' ')
        .replace(/&#39;/g, "'")
        .replace(/\s+/g, ' '),
      to: response.headers.get('location') ?? '',
    }
  }
  return {
    cookies,
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, form = {}, headers = {}) =>
      ask(path, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          origin: site,
          ...headers,
        },
        body: new URLSearchParams(form).toString(),
      }),
    send: (method, path, headers) => ask(path, { method, headers }),
    copy: () => openBrowser({ app } as World, address, new Map(cookies)),
  }
}

function keep(cookies: Map<string, string>, cookie: string): void {
  const [pair = ''] = cookie.split(';')
  const name = pair.slice(0, pair.indexOf('='))
  const value = pair.slice(pair.indexOf('=') + 1)
  if (value === '' || /max-age=0\b/i.test(cookie)) cookies.delete(name)
  else cookies.set(name, value)
}

/** Gives the world a mail carrier; `letters` are what it carried. */
export async function withMail(world: World): Promise<FakeResend> {
  const resend = await startResend()
  world.hub.settings.carriers = {
    ...world.hub.settings.carriers,
    mail: { kind: 'resend', key: resend.key, from: 'eSonar <esonar@esonar.test>', url: resend.url },
  }
  world.hub.sender = makeSender({ aboutUrl: site, refuse: () => null, resolve: null })
  return resend
}

/** The path of the link in the latest letter to an address. */
export function linkTo(resend: FakeResend, address: string): string {
  const letter = resend.sent.filter((one) => one.to.includes(address)).at(-1)
  const url = /https?:\/\/\S+/.exec(letter?.text ?? '')?.[0] ?? ''
  return url.startsWith(site) ? url.slice(site.length) : url
}

export const password = 'correct horse battery'
let made = 0

/** Somebody with an account and a browser of their own, in no workspace unless a role is given. */
export async function newPerson(world: World, role: string | null = 'member') {
  made += 1
  const email = `person${made}@example.com`
  const person = await world.auth.signUp(email, `Person ${made}`, password)
  if (role) {
    await world.place.query('insert into members (workspace, user_id, role) values ($1, $2, $3)', [
      acme,
      person.id,
      role,
    ])
  }
  return { ...person, browser: openBrowser(world, `198.51.100.${made}`) }
}

export function signIn(browser: Browser, email: string, given = password, then = '/account') {
  return browser.post('/sign-in', { email, password: given, then })
}

export const isIn = async (browser: Browser) => (await browser.get('/account')).status === 200

/** The world gives ids in order; letters want them longer and apart. */
export function withLetters(world: World): void {
  let letter = 0
  world.hub.randomId = (length) => {
    letter += 1
    return letter.toString(36).padStart(length, 'q')
  }
}
