// An observation without secrets, as it may be stored, told and shown. Called by whoever hears an
// answer, after it was judged; what is compared with expectations is whole until then.
import { type Check, orderTarget, targetText, withSecrets } from './check/index.ts'
import { piecesOf, sentPieces } from './check/script.ts'
import { sentBytes } from './check/udp.ts'
import type { Hop } from './measurement.ts'
import type { Observation, Unmet } from './observation.ts'
import { ownSecretCharsMin, redact, redacted } from './redact.ts'
import { isOpenHeader, isSecretName, isSecretQueryName } from './secret-names.ts'

/** The observation as it may be kept. `own` is asked only where there is something to search. */
export function withoutSecrets(observation: Observation, own: () => string[]): Observation {
  const { measurement } = observation
  const unmet = observation.kind === 'fail' ? observation.unmet : undefined
  if (!measurement && !unmet) return observation
  const secrets = own()
  const next = { ...observation }
  if (measurement) next.measurement = cleaned(measurement, secrets) as typeof measurement
  if (unmet && next.kind === 'fail') next.unmet = cleanUnmet(unmet, secrets)
  return next
}

/** Redirects as they may be shown. */
export function hopsWithoutSecrets(hops: Hop[], own: () => string[]): Hop[] {
  const secrets = own()
  return hops.map((hop) => cleaned(hop, secrets) as Hop)
}

/** Keys of a measurement that hold words of ours, public facts, or what the vote compares. */
const kept = new Set([
  'kind',
  'order',
  'reason',
  'phase',
  'method',
  'controls',
  'certificate',
  'otherCertificate',
  'route',
  'family',
])

function cleaned(value: unknown, own: string[], depth = 0): unknown {
  if (typeof value === 'string') return redact(value, own)
  if (typeof value !== 'object' || value === null || depth > 8) return value
  if (Array.isArray(value)) return value.map((one) => cleaned(one, own, depth + 1))
  const out: Record<string, unknown> = {}
  for (const [key, one] of Object.entries(value)) {
    out[key] = kept.has(key) ? one : cleaned(one, own, depth + 1)
  }
  return out
}

/** What stood at a secret place is hidden whole: it has no name beside it there. */
function cleanUnmet({ line, found }: Unmet, own: string[]): Unmet {
  const subject = line.split(/\s(?:not|equals|contains|matches|above|below|exists|missing)\b/)[0]
  const isSecret = (subject ?? '').split(/[\s.$[\]'"]+/).some(isSecretName)
  if (found === null) return { line: redact(line, own), found }
  return { line: redact(line, own), found: isSecret ? redacted : redact(found, own) }
}

/** What a check sends that nobody else may read, in every spelling an answer may repeat it in;
 *  longest first. The check's secrets must be open. */
export function ownSecrets(check: Check): string[] {
  const found = new Set<string>()
  withSecrets(check, (value, key) => {
    if (!isOpenHeader(key.replace(/^header /, ''))) note(found, value)
    return value
  })
  if (check.type === 'http') {
    const target = orderTarget(check)
    const headers = target.type === 'http' ? target.http.headers : []
    for (const [name, value] of headers) if (!isOpenHeader(name)) note(found, value)
  }
  if (check.type === 'tcp') {
    for (const piece of sentPieces(check.tcp.script ?? [])) note(found, piece)
  }
  if (check.type === 'udp' && check.udp.send !== null) {
    for (const piece of piecesOf(sentBytes(check.udp.send) ?? '')) note(found, piece)
  }
  const url = check.type === 'http' ? check.http.url : targetText(check)
  for (const [name, value] of queryOf(url)) if (isSecretQueryName(name)) note(found, value)
  return [...found].toSorted((a, b) => b.length - a.length)
}

function note(found: Set<string>, value: string): void {
  // "Bearer x" and "a=x; b=y" are secrets by their parts, too.
  const [, afterScheme] = /^\S{1,20}\s+(\S.*)$/s.exec(value) ?? []
  const cookies = value.includes('=') ? value.split(/;\s*/).map((one) => one.split('=')[1]) : []
  for (const text of [value, afterScheme, ...cookies]) {
    if (text === undefined || text.length < ownSecretCharsMin) continue
    const bytes = String.fromCharCode(...new TextEncoder().encode(text))
    const spellings = [
      text,
      encodeURIComponent(text),
      JSON.stringify(text).slice(1, -1),
      btoa(bytes),
    ]
    for (const one of spellings) found.add(one)
  }
}

function queryOf(url: string): [string, string][] {
  return URL.canParse(url) ? [...new URL(url).searchParams] : []
}
