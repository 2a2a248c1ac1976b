// Which headers of an answer are brought home: those that somebody compares, or, of an answer that
// somebody looks at, all that may be shown.
import { type HttpTarget, headerCharsMax, headersMax } from '../domain/measurement.ts'
import { redacted } from '../domain/redact.ts'
import { isSecretName } from '../domain/secret-names.ts'

/** Headers to bring home, cut to length; undefined when nobody wants any. */
export function headersHome(
  headers: Headers,
  { headersWanted }: Pick<HttpTarget, 'headersWanted'>,
  isWhole: boolean,
): Record<string, string> | undefined {
  const compared = (headersWanted ?? []).filter((name) => headers.has(name))
  if (!isWhole) return headersWanted ? texts(headers, compared) : undefined
  const all = [...headers.keys()].slice(0, headersMax)
  const shown = texts(headers, [...new Set([...compared, ...all])])
  // A cookie that was just set opens a session. What is compared stays whole until it is judged.
  for (const name of all) {
    if (!compared.includes(name) && isSecretName(name)) shown[name] = redacted
  }
  return shown
}

/** Marks of pages that ask a client to prove that it is no robot, each documented by its maker
 *  (Cloudflare, AWS WAF, Vercel). A status alone is no mark. */
const challengeMarks: [name: string, value: RegExp][] = [
  ['cf-mitigated', /^challenge$/i],
  ['x-amzn-waf-action', /^(challenge|captcha)$/i],
  ['x-vercel-mitigated', /^challenge$/i],
]

/** Whether a bot check answered in the target's place. */
export function isChallenge(headers: Headers): boolean {
  return challengeMarks.some(([name, value]) => value.test(headers.get(name) ?? ''))
}

function texts(headers: Headers, names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [name, (headers.get(name) ?? '').slice(0, headerCharsMax)]),
  )
}
