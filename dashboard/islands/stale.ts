// Says at the top of a page since when nothing was heard from eSonar, while that is so, and that a
// session has ended, since then nothing more comes in.

/** Two pings without a word, and a page is called stale. */
const staleMs = 45_000
let heardAt = Date.now()
let isOut = false

/** Something came in just now. */
export function heard(): void {
  heardAt = Date.now()
  isOut = false
  tell()
}

/** The session has ended. */
export function signedOut(): void {
  isOut = true
  tell()
}

export const isSignIn = (address: string): boolean => new URL(address).pathname === '/sign-in'

export const isStale = (): boolean => Date.now() - heardAt >= staleMs

/** Shows the line, or takes it away. */
export function tell(): void {
  const old = document.querySelector('.stale')
  if (!isOut && !isStale()) return void old?.remove()
  const at = new Date(heardAt).toLocaleTimeString(undefined, { timeStyle: 'medium' })
  const words = isOut
    ? `You are signed out: what is shown is as of ${at}. `
    : `Nothing heard from eSonar since ${at}: what is shown may be old. Trying again.`
  if (old?.firstChild?.textContent === words) return
  const line = document.createElement('p')
  line.className = 'stale'
  line.setAttribute('role', 'status')
  line.append(words, ...(isOut ? [signIn()] : []))
  if (old) old.replaceWith(line)
  else document.querySelector('main')?.prepend(line)
}

/** Back to this page. */
function signIn(): HTMLElement {
  const then = encodeURIComponent(location.pathname + location.search)
  const link = Object.assign(document.createElement('a'), { href: `/sign-in?then=${then}` })
  link.textContent = 'Sign in again'
  return link
}
