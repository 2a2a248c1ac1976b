// A check's settings as sentences: what will happen, not what was typed.
import type { Check } from '../../workers/domain/check/check.ts'
import { duration, milliseconds } from '../../workers/domain/words/index.ts'

export function SettingsInWords({
  check,
  places,
}: {
  check: Check
  places: Record<string, string>
}) {
  const from = check.locations
    ? check.locations.map((id) => places[id] ?? id).join(', ')
    : 'the default places'
  const slow =
    check.slowAfterMs === null ? 'three times its usual median' : milliseconds(check.slowAfterMs)
  return (
    <>
      <p>
        Asked every {duration(check.intervalSeconds)} from {from}; an answer has{' '}
        {milliseconds(check.timeoutMs)}.
        {check.type === 'http' ? ` ${httpWords(check)}` : ` ${tcpWords(check)}`}
      </p>
      <p>
        You are told that it is down when most places, and most networks, agree
        {check.confirmSeconds > 0 ? ` for ${duration(check.confirmSeconds)}` : ' twice in a row'}
        {check.patienceSeconds > 0
          ? `; when it accepts but does not answer, only after a patient probe waited ${duration(check.patienceSeconds)} in vain`
          : ''}
        . It is back when most places agree for {duration(check.recoverSeconds)}. Slow means more
        than {slow}; a trouble that only some places see is told after{' '}
        {duration(check.regionalSeconds)}.
      </p>
    </>
  )
}

function tcpWords({ tcp }: Check & { type: 'tcp' }): string {
  const how = tcp.tls ? ' with TLS' : ''
  const speaks = !tcp.speaks || tcp.speaks === 'nothing' ? '' : ` and speak ${tcp.speaks}`
  return `The port must accept a connection${how}${speaks}.`
}

function httpWords({ http }: Check & { type: 'http' }): string {
  const text = http.expectText === null ? '' : ` and contain "${http.expectText}"`
  const not = http.rejectText ? `, never "${http.rejectText}"` : ''
  const host = http.expectHost ? ` Its redirects must end on ${http.expectHost}.` : ''
  const lines = http.expect?.length ? ` It must hold that ${http.expect.join('; ')}.` : ''
  const follow = http.followRedirects ? 'Redirects are followed; the last' : 'The first'
  return `${follow} answer to ${http.method} must have status ${http.expectStatus}${text}${not}.${host}${lines}`
}
