// Letters about an account: posted by the installation's own mail carrier, and the one-time tokens
// in their links. A token says what it is for and for whom; only its hash is kept.
import { carry } from '../channel/email.ts'
import { type Letter, letterOf } from '../channel/letter.ts'
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'
import { hashOf } from './hash.ts'

export type Purpose = 'reset' | 'sign-in' | 'sign-up' | 'address'

/** How long a link works. */
const minutes: Record<Purpose, number> = {
  reset: 60,
  'sign-in': 15,
  'sign-up': 60 * 24,
  address: 60 * 24,
}
const minuteMs = 60_000

export interface Held {
  /** An id; of a `sign-up` the address itself. */
  person: string
  /** What else the letter is about: a new address. */
  about: string
}

/** What is missing so that letters can be sent, as a sentence; null: nothing is. */
export function lackOfMail(hub: HubPorts): string | null {
  const { mail, missing } = hub.settings.carriers
  if (mail) return null
  return `This installation cannot send mail yet. Whoever runs it sets ${missing.mail.join(' and ')}, or, self-hosted, SMTP_URL and MAIL_FROM.`
}

/** Sends a letter; throws `unavailable` when it did not leave. */
export async function post(hub: HubPorts, to: string, letter: Letter): Promise<void> {
  const { mail: carrier, baseUrl } = hub.settings.carriers
  if (!carrier) throw new Problem('unavailable', lackOfMail(hub) ?? '')
  const id = `letter-${hub.randomId(20)}`
  const mail = letterOf(letter, id, baseUrl || hub.settings.baseUrl)
  const { heard } = await carry((request) => hub.sender.send(request), carrier, to, mail, id)
  if (heard.answer === 'ok') return
  hub.log.error('letter', new Error(`the mail carrier said: ${heard.said}`), {})
  throw new Problem('unavailable', 'The mail could not be sent just now. Try again in a minute.')
}

/** The same for what is only told: a letter that does not leave is logged, and nothing fails. */
export async function tell(hub: HubPorts, to: string, letter: Letter): Promise<void> {
  if (!hub.settings.carriers.mail) return
  await post(hub, to, letter).catch((fault) => hub.log.error('letter', fault, {}))
}

/** A fresh token. */
export async function issue(hub: HubPorts, purpose: Purpose, held: Held): Promise<string> {
  const secret = `${hub.randomId(20)}${hub.randomId(20)}`
  const endsAt = hub.now() + minutes[purpose] * minuteMs
  await hub.accounts.putToken(purposeOf(purpose, held), await hashOf(secret), endsAt)
  return `${written([held.person, held.about])}.${secret}`
}

/** Whom a token is for while it still works; null: it does not. Uses nothing up. */
export async function see(hub: HubPorts, purpose: Purpose, token: string): Promise<Held | null> {
  const read = readToken(token)
  if (!read) return null
  const works = await hub.accounts.seeToken(
    purposeOf(purpose, read.held),
    await hashOf(read.secret),
    hub.now(),
  )
  return works ? read.held : null
}

/** Uses a token up; throws when it does not work any more. */
export async function take(hub: HubPorts, purpose: Purpose, token: string): Promise<Held> {
  const read = readToken(token)
  const taken =
    read &&
    (await hub.accounts.takeToken(
      purposeOf(purpose, read.held),
      await hashOf(read.secret),
      hub.now(),
    ))
  if (taken) return read.held
  throw new Problem('forbidden', 'This link was used or is too old; ask for a new one.')
}

const purposeOf = (purpose: Purpose, { person, about }: Held) => `${purpose}:${person}:${about}`

function written(parts: string[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(parts))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

function readToken(token: string): { held: Held; secret: string } | null {
  const [text = '', secret = ''] = token.split('.')
  try {
    const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
    const [person, about] = JSON.parse(new TextDecoder().decode(bytes)) as unknown[]
    if (typeof person !== 'string' || typeof about !== 'string' || secret === '') return null
    // Whoever made this up may have put anything in it; nothing is looked up under such a name.
    if (`${person}${about}`.includes('\u0000')) return null
    return { held: { person, about }, secret }
  } catch {
    return null
  }
}
