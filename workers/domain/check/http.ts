// The `http` check: what is sent, and what a measurement means for it.
import { certificateExpiry } from '../certificate.ts'
import { familyFault, familyOf, namedFamily } from '../family.ts'
import type { Answered, Measurement, Target } from '../measurement.ts'
import { bodyBytesMax } from '../measurement.ts'
import type { Judgement } from '../observation.ts'
import type { FailReason } from '../reason.ts'
import { certificateDaysFault, certificateWords } from './certificate-fields.ts'
import type { CheckOf } from './check.ts'
import { curlCommand } from './command.ts'
import { unmetOf, wantedBy } from './expectation.ts'
import { familyWords, isAgentsAlone, isSameUrl } from './family-fields.ts'
import { type HttpSettings, httpDefaults, httpFields, httpForm, statusTest } from './http-fields.ts'
import type { Kind } from './kind.ts'
import { phaseWords } from './phase-fields.ts'
import { firstAnswerFault, follows, lineOf, redirectFault, wayFault } from './redirects.ts'
import { requestFault } from './request-fault.ts'
import { judgeTrouble } from './trouble.ts'

export const http: Kind<'http'> = {
  label: 'HTTP',
  help: 'A web address that must answer.',
  asked: 'edge',
  isForAgents: isAgentsAlone,
  form: httpForm,
  fields: httpFields,
  required: ['url'],
  defaults: httpDefaults,
  targetText: ({ url }) => url,
  address({ url }) {
    const { hostname, port, protocol } = new URL(url)
    const usual = protocol === 'https:' ? 443 : 80
    return { host: hostname, port: Number(port || usual), field: 'url' }
  },
  sameTarget: isSameUrl,
  fault: (http) =>
    redirectFault(http) ??
    requestFault(http) ??
    certificateDaysFault(http) ??
    familyFault(new URL(http.url).hostname, http.addressFamily),
  words: httpWords,
  withSecrets,
  command: curlCommand,
  target: httpTarget,
  evaluate: (check, measured) => ({
    ...evaluateHttp(check, measured),
    ...certificateExpiry(measured, check.http),
  }),
}

function httpWords(http: HttpSettings): string {
  const text = http.expectText === null ? '' : ` and contain "${http.expectText}"`
  const not = http.rejectText ? `, never "${http.rejectText}"` : ''
  const host = http.expectHost ? ` Its redirects must end on ${http.expectHost}.` : ''
  const lines = http.expect?.length ? ` It must hold that ${http.expect.join('; ')}.` : ''
  const end = http.url.startsWith('https:') ? ` ${certificateWords(http)}` : ''
  const over = familyWords(http.addressFamily)
  const must = http.expectRedirect ? `be ${lineOf(http)}` : `have status ${http.expectStatus}`
  return `${whichWords(http)} answer to ${http.method} must ${must}${text}${not}${over}.${host}${lines}${end}${phaseWords(http)}`
}

function whichWords(http: HttpSettings): string {
  if (follows(http)) return 'Redirects are followed; the last'
  return http.refuseRedirects ? 'It must not redirect; the first' : 'The first'
}

function withSecrets(
  http: HttpSettings,
  put: (value: string, key: string, field: string) => string,
): HttpSettings {
  const { basicAuth, bearerToken } = http
  return {
    ...http,
    headers: http.headers.map(({ name, value }) => ({
      name,
      value: put(value, `header ${name.toLowerCase()}`, 'headers'),
    })),
    basicAuth: basicAuth && {
      username: basicAuth.username,
      password: put(basicAuth.password, 'password', 'basicAuth'),
    },
    bearerToken: bearerToken === null ? null : put(bearerToken, 'token', 'bearerToken'),
  }
}

/** The request to send; secrets in the settings must be open. */
function httpTarget(http: HttpSettings): Target {
  const headers: [string, string][] = http.headers.map((one) => [one.name, one.value])
  if (http.basicAuth) {
    const pair = new TextEncoder().encode(`${http.basicAuth.username}:${http.basicAuth.password}`)
    headers.push(['authorization', `Basic ${btoa(String.fromCharCode(...pair))}`])
  }
  if (http.bearerToken) headers.push(['authorization', `Bearer ${http.bearerToken}`])
  if (http.body !== null && http.contentType) headers.push(['content-type', http.contentType])
  const wanted = wantedBy(http.expect ?? [])
  return {
    type: 'http',
    http: {
      url: http.url,
      method: http.method,
      headers,
      ...(http.body === null ? {} : { body: http.body }),
      follow: follows(http),
      bodyBytesMax,
      ...familyOf(http.addressFamily),
      ...(http.expectText !== null || http.rejectText || wanted.body ? { bodyWanted: true } : {}),
      ...(wanted.headers.length > 0 ? { headersWanted: wanted.headers } : {}),
    },
  }
}

const testsByText = new Map<string, (status: number) => boolean>()
function accepts(text: string, status: number): boolean {
  let test = testsByText.get(text)
  if (!test) {
    test = statusTest(text) ?? ((one) => one >= 200 && one <= 299)
    if (testsByText.size > 500) testsByText.clear()
    testsByText.set(text, test)
  }
  return test(status)
}

/** Judges one measurement. 429 from anywhere and a recognised bot challenge are `blocked`: the target
 *  answers, and what is behind was not seen. A plain 403 fails (docs/decisions/0009). */
function evaluateHttp(check: CheckOf<'http'>, measured: Measurement): Judgement {
  if (measured.kind !== 'answered') return judgeTrouble(measured)
  return namedFamily(judgeAnswer(check, measured), measured)
}

function judgeAnswer({ http }: CheckOf<'http'>, measured: Answered): Judgement {
  const status = measured.status ?? 0
  if (measured.challenge) return { kind: 'blocked', reason: 'blocked_by_waf' }
  if (status === 429 && !accepts(http.expectStatus, 429)) {
    return { kind: 'blocked', reason: 'rate_limited' }
  }
  const first = firstAnswerFault(http, measured)
  if (first) return first
  if (!isAccepted(http, status)) {
    return { kind: 'fail', reasons: ['status'], phase: 'headers', timeout: false }
  }
  const reason = wayFault(http, measured) ?? bodyFault(http, measured.body ?? '')
  if (reason) return { kind: 'fail', reasons: [reason], phase: phaseOf(reason), timeout: false }
  const unmet = unmetOf(http.expect ?? [], measured)
  if (!unmet) return { kind: 'pass' }
  return { kind: 'fail', reasons: ['expectation'], phase: 'body', timeout: false, unmet }
}

/** A redirect that shall not be followed passes; where it is asked for, its own status was judged. */
function isAccepted(http: HttpSettings, status: number): boolean {
  if (accepts(http.expectStatus, status) && !http.expectRedirect) return true
  const isMoved = status >= 300 && status <= 399 && !http.refuseRedirects && !follows(http)
  return isMoved && (http.expectStatus === '2xx' || Boolean(http.expectRedirect))
}

const phaseOf = (reason: FailReason) => (reason.startsWith('text_') ? 'body' : 'headers')

function bodyFault(http: HttpSettings, body: string): FailReason | null {
  if (http.expectText !== null && !body.includes(http.expectText)) return 'text_missing'
  return http.rejectText && body.includes(http.rejectText) ? 'text_present' : null
}
