// The doctor's look outside: names, the way to the net, the clock, certificate and mail server.
import { X509Certificate } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { createTransport } from 'nodemailer'
import { amiss, broken, type Finding, fine } from './doctor.ts'
import type { Settings } from './settings.ts'

/** What a control target said: its clock, and when it was asked. */
interface Answer {
  url: string
  date: number | null
  now: number
}

/** Names, the way out and the clock, by the control targets. */
export async function lookOutside({ controls }: Settings): Promise<Finding[]> {
  const urls = controls.map((one) => one.url)
  if (urls.length === 0) {
    const says = 'no control targets are set, so nothing was tried'
    return [amiss('outbound', says, 'name some in ESONAR_CONTROLS, or ESONAR_PRIVATE_CONTROLS')]
  }
  const answers = await Promise.all(urls.map(ask))
  return [await lookAtNames(urls), judgeWay(urls, answers), judgeClock(answers)]
}

async function ask(url: string): Promise<Answer | null> {
  try {
    const begun = Date.now()
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(8_000) })
    const date = Date.parse(answer.headers.get('date') ?? '')
    return { url, date: Number.isNaN(date) ? null : date, now: (begun + Date.now()) / 2 }
  } catch {
    return null
  }
}

async function lookAtNames(urls: string[]): Promise<Finding> {
  const begun = performance.now()
  const hosts = urls.map((url) => new URL(url).hostname.replace(/^\[|\]$/g, ''))
  const found = await Promise.allSettled(hosts.map((host) => lookup(host)))
  const lost = hosts.filter((_, index) => found[index]!.status === 'rejected')
  const seconds = (performance.now() - begun) / 1000
  if (lost.length > 0)
    return broken('DNS', `no address for ${lost.join(', ')}`, 'see /etc/resolv.conf')
  if (seconds > 2)
    return amiss('DNS', `slow: ${seconds.toFixed(1)} s`, 'use a resolver that is nearer')
  return fine('DNS', `${hosts.length} names found in ${(seconds * 1000).toFixed(0)} ms`)
}

function judgeWay(urls: string[], answers: (Answer | null)[]): Finding {
  const lost = urls.filter((_, index) => !answers[index])
  if (lost.length === 0) return fine('outbound', `${urls.length} control targets answer`)
  const says = `no answer from ${lost.join(', ')}`
  const remedy = 'see firewall, route and proxy; or name other control targets'
  return lost.length === urls.length
    ? broken('outbound', says, remedy)
    : amiss('outbound', says, remedy)
}

/** By the middle one of the clocks of others; a header names whole seconds. */
export function judgeClock(answers: readonly (Pick<Answer, 'date' | 'now'> | null)[]): Finding {
  const off = answers
    .flatMap((one) => (one?.date ? [(one.now - one.date - 500) / 1000] : []))
    .toSorted((a, b) => a - b)
  const middle = off[Math.floor(off.length / 2)]
  if (middle === undefined)
    return amiss('clock', 'nobody told the time', 'compare it by hand: timedatectl')
  const says = `${Math.abs(middle).toFixed(1)} s ${middle < 0 ? 'behind' : 'ahead'}`
  if (Math.abs(middle) > 30) return broken('clock', says, 'timedatectl set-ntp true')
  if (Math.abs(middle) > 3) return amiss('clock', says, 'timedatectl set-ntp true')
  return fine('clock', 'as others have it')
}

const dayMs = 86_400_000

/** The certificate of our own port; null: it speaks plain HTTP. */
export function lookAtTls({ tls }: Settings, now: number): Finding | null {
  if (!tls) return null
  const days = Math.floor((Date.parse(new X509Certificate(tls.certificate).validTo) - now) / dayMs)
  if (days < 0)
    return broken('TLS', `the certificate ended ${-days} days ago`, 'renew it, then start again')
  if (days < 10) return amiss('TLS', `the certificate ends in ${days} days`, 'renew it')
  return fine('TLS', `the certificate is good for ${days} days`)
}

/** Whether the mail server lets us in; null: there is none. Nothing is sent. */
export async function lookAtMail({ carriers }: Settings): Promise<Finding | null> {
  if (!carriers.smtp) return null
  const transport = createTransport({
    url: carriers.smtp.url,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 8_000,
  } as Parameters<typeof createTransport>[0])
  const host = new URL(carriers.smtp.url).host
  try {
    await transport.verify()
    return fine('mail', `${host} lets us in`)
  } catch (fault) {
    const { code } = fault as { code?: string }
    return broken('mail', `${host} does not let us in (${code ?? 'no reason'})`, 'correct SMTP_URL')
  } finally {
    transport.close()
  }
}
