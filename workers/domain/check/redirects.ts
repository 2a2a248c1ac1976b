// What an http check may ask of redirects, and whether an answer kept to it.
import { type Answered, type Hop, isRedirect, redirectStatuses } from '../measurement.ts'
import type { Judgement, Unmet } from '../observation.ts'
import type { FailReason } from '../reason.ts'
import { type HttpSettings, statusTest } from './http-fields.ts'

type Asked = Pick<
  HttpSettings,
  | 'url'
  | 'followRedirects'
  | 'expectStatus'
  | 'expectHost'
  | 'expectRedirect'
  | 'refuseRedirects'
  | 'refuseDowngrade'
>

/** Whether the probe goes where a redirect leads; where the redirect itself is judged, it does not. */
export function follows(http: Asked): boolean {
  return http.followRedirects && !http.expectRedirect && !http.refuseRedirects
}

/** Expectations of redirects that no answer could meet together, with the remedy. */
export function redirectFault(http: Asked): { field: string; message: string } | null {
  const { url, expectStatus, expectHost, expectRedirect, refuseRedirects, refuseDowngrade } = http
  if (expectRedirect && refuseRedirects) {
    return clash('refuseRedirects', 'expectRedirect', 'take one of them away')
  }
  if (expectHost && refuseRedirects) {
    return clash('expectHost', 'refuseRedirects', 'leave expectHost empty, the host is in url')
  }
  if (expectHost && expectRedirect) {
    return clash('expectHost', 'expectRedirect', 'leave expectHost empty, the address names it')
  }
  const statuses = redirectsIn(expectStatus)
  if (expectRedirect && statuses.length === 0) {
    const message = 'holds no redirect; with expectRedirect write 301, 302, 303, 307, 308 or 2xx'
    return { field: 'expectStatus', message: `${message} (any of them)` }
  }
  if (refuseRedirects && statuses.length > 0 && !acceptsOthers(expectStatus)) {
    const message =
      'holds redirects alone, which refuseRedirects refuses; write 2xx, or turn it off'
    return { field: 'expectStatus', message }
  }
  const isDown = url.startsWith('https:') && expectRedirect?.startsWith('http:')
  if (isDown && refuseDowngrade) {
    return clash('expectRedirect', 'refuseDowngrade', 'write an https address, or turn that off')
  }
  return null
}

function clash(field: string, other: string, remedy: string) {
  return { field, message: `cannot be met together with ${other}; ${remedy}` }
}

/** The redirects a status list takes; `2xx`, the default, stands for any of them. */
function redirectsIn(text: string): number[] {
  const isTaken = text === '2xx' ? () => true : statusTest(text)
  return redirectStatuses.filter((status) => isTaken?.(status))
}

function acceptsOthers(text: string): boolean {
  const test = statusTest(text)
  for (let status = 100; status < 600; status += 1) {
    if (!isRedirect(status) && test?.(status)) return true
  }
  return false
}

/** What is wrong with an answer whose redirect is itself judged; null: nothing, or it is not. */
export function firstAnswerFault(http: Asked, measured: Answered): Judgement | null {
  const status = measured.status ?? 0
  const to = locationOf(http.url, status, measured.hops)
  if (http.refuseRedirects && to !== null) {
    const unmet = { line: 'no redirect', found: cut(`${status} to ${to}`) }
    return unmetBy('redirect_unexpected', unmet)
  }
  if (!http.expectRedirect || status >= 400) return null
  const isWanted = redirectsIn(http.expectStatus).includes(status)
  if (isWanted && to === http.expectRedirect) return null
  const line = lineOf(http)
  const found = to === null ? `status ${status}, no Location` : `${status} to ${to}`
  return unmetBy('redirect_unmet', { line, found: cut(isRedirect(status) ? found : `${status}`) })
}

function unmetBy(reason: FailReason, unmet: Unmet): Judgement {
  return { kind: 'fail', reasons: [reason], phase: 'headers', timeout: false, unmet }
}

/** The redirect that is asked for, as a person reads it. */
export function lineOf({ expectRedirect, expectStatus }: Asked): string {
  const status = expectStatus === '2xx' ? '' : ` with status ${expectStatus}`
  return `a redirect to ${expectRedirect}${status}`
}

/** Where a redirect leads, whole (RFC 9110 §10.2.2); what cannot be read stays as it is; null: no
 *  redirect, or none with a Location. */
function locationOf(asked: string, status: number, hops: Hop[] | undefined): string | null {
  const hop = hops?.at(-1)
  if (!isRedirect(status) || !hop?.location) return null
  const from = hop.url || asked
  return URL.canParse(hop.location, from) ? new URL(hop.location, from).href : hop.location
}

const foundCharsMax = 200
const cut = (text: string) =>
  text.length > foundCharsMax ? `${text.slice(0, foundCharsMax)}…` : text

/** What is wrong with the way that followed redirects took. */
export function wayFault(http: Asked, measured: Answered): FailReason | null {
  const hops = (measured.hops ?? []).map((hop) => new URL(hop.url))
  const isDown = (url: URL, index: number) =>
    url.protocol === 'http:' && hops[index - 1]?.protocol === 'https:'
  if (http.refuseDowngrade && hops.some(isDown)) return 'redirect_downgrade'
  if (!http.expectHost) return null
  const last = hops.at(-1) ?? new URL(http.url)
  return last.hostname === http.expectHost ? null : 'redirect_elsewhere'
}
