// Secrets taken out of what is kept as evidence: first bytes of a body, addresses, headers, what an
// expectation found. Done before anything is stored, never before it is judged. Every pattern
// is bounded or walks the text once, so that an answer made to be slow costs what any other does.
import { isSecretName, isSecretQueryName } from './secret-names.ts'

/** What stands in a secret's place. */
export const redacted = '[redacted]'
/** Longer texts are cut before they are read. */
const charsMax = 16_384
/** A secret of the check itself is looked for from this length on; a shorter one is in any text. */
export const ownSecretCharsMin = 4

/** The text without secrets. `own` are the check's, in every spelling that may be echoed. */
export function redact(text: string, own: readonly string[] = []): string {
  let out = text.length > charsMax ? `${text.slice(0, charsMax)}…` : text
  for (const secret of own) out = withoutOwn(out, secret)
  out = out.replace(pem, redacted)
  out = withoutPairs(out)
  out = out.replace(tag, (all) => (isNamed(all) ? blankTag(all) : all))
  out = out.replace(element, (all, start: string, name: string) =>
    isSecretName(name) ? `${start}${redacted}` : all,
  )
  for (const pattern of shapes) out = out.replace(pattern, redacted)
  out = out.replace(scheme, (all, name: string, value: string) =>
    isProse(value) ? all : `${name} ${redacted}`,
  )
  out = out.replace(userInfo, (_, start: string) => `${start}${redacted}@`)
  out = out.replace(card, (all) => (isCard(all) ? redacted : all))
  return out.replace(email, (_, domain: string) => `${redacted}@${domain}`)
}

const pem =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g
const scheme = /\b(bearer|basic|digest|negotiate|apikey)\s{1,4}([A-Za-z0-9._~+/-]{6,}={0,2})/gi
const userInfo = /\b([A-Za-z][A-Za-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>]{1,512}@/g
const card = /(?<![\w.])[2-6]\d(?:[ -]?\d){11,17}(?!\w)/g
const email = /[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9](?:[A-Za-z0-9.-]{0,200}[A-Za-z0-9])?)/g
const tag = /<(?:input|meta)\b[^<>]{0,1000}/gi
const element = /(<([A-Za-z0-9_:.-]{1,64})(?:\s[^<>]{0,300})?>)[^<]+/g

/** Keys and tokens that are known by how they look, whatever they are called. */
const shapes = [
  // A JSON Web Token, cut or whole.
  /\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}/g,
  // AWS, Google, GitHub, GitLab, Slack, Stripe and the like, npm, and eSonar's own.
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{8,}/g,
  /\bAIza[A-Za-z0-9_-]{16,}/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|npm_|esn_|dop_v1_)[A-Za-z0-9_-]{12,}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{8,}/g,
  /\b(?:sk|rk|pk|whsec)[_-][A-Za-z0-9_-]{16,}/g,
]

/** One secret of the check, also where the text ends in the middle of it. */
function withoutOwn(text: string, secret: string): string {
  if (secret.length < ownSecretCharsMin) return text
  const out = text.replaceAll(secret, redacted)
  for (let length = secret.length - 1; length >= ownSecretCharsMin; length -= 1) {
    if (out.endsWith(secret.slice(0, length))) return `${out.slice(0, -length)}${redacted}`
  }
  return out
}

const pair = /([A-Za-z0-9_.[\]-]{1,64})(\\{0,3}["']?\s{0,4}(?:=>|[:=])\s{0,4})/g

/** `name=value`, `"name": "value"`, `Name: value`: the value of a secret name is taken out. */
function withoutPairs(text: string): string {
  let out = ''
  let from = 0
  pair.lastIndex = 0
  for (let found = pair.exec(text); found; found = pair.exec(text)) {
    const [, name = '', between = ''] = found
    const isQuery = between === '=' && /[?&;]/.test(text[found.index - 1] ?? '')
    if (!isSecretName(name) && !(isQuery && isSecretQueryName(name))) continue
    const start = pair.lastIndex
    const length = valueLength(text.slice(start), name, between)
    if (length === 0) continue
    const quote = /^\\{0,3}["']/.exec(text.slice(start, start + 4))?.[0] ?? ''
    const isOpen = quote !== '' && text.slice(start + quote.length, start + length).endsWith(quote)
    out += `${text.slice(from, start)}${quote}${redacted}${isOpen ? quote : ''}`
    from = start + length
    pair.lastIndex = from
  }
  return out + text.slice(from)
}

const said = /^(?:true|false|null|undefined|none)(?![\w-])/i
const wholeLine = /cookie|authorization|pass(?:word|wd|phrase)/i

/** How far a secret's value goes; 0 where there is none to hide. */
function valueLength(rest: string, name: string, between: string): number {
  if (said.test(rest)) return 0
  const quote = /^(\\{0,3})(["'])/.exec(rest)
  if (quote) return quotedLength(rest, quote[0])
  const known = rest.startsWith(redacted) ? redacted.length : 0
  if (known === 0 && /^[[{]/.test(rest)) return nestedLength(rest)
  const isLine = /[:>]/.test(between) && wholeLine.test(name)
  const plain = isLine ? /^[^\r\n"'<>}]*/ : /^[^\s&;,<>"'}\]\\]*/
  return known + (plain.exec(rest.slice(known))?.[0].length ?? 0)
}

function quotedLength(rest: string, quote: string): number {
  for (let at = quote.length; at < rest.length; at += 1) {
    if (rest.startsWith(quote, at)) return at + quote.length
    if (rest[at] === '\\') at += 1
  }
  return rest.length
}

/** An object or a list, to its end or the text's. */
function nestedLength(rest: string): number {
  let depth = 0
  for (let at = 0; at < rest.length; at += 1) {
    const letter = rest[at]
    if (letter === '{' || letter === '[') depth += 1
    else if (letter === '}' || letter === ']') depth -= 1
    if (depth === 0) return at + 1
  }
  return rest.length
}

/** `<input name="csrf" value="…">`, `<input type="password" value="…">`, `<meta name="csrf" …>`. */
function isNamed(all: string): boolean {
  const names = all.matchAll(/\b(?:name|id|type|property)\s{0,4}=\s{0,4}["']?([\w.[\]:-]{1,64})/gi)
  return [...names].some(([, name = '']) => isSecretName(name))
}

const blankTag = (all: string) =>
  all.replace(
    /\b(value|content)(\s{0,4}=\s{0,4})("[^"]*"?|'[^']*'?|[^\s>]+)/gi,
    `$1$2"${redacted}"`,
  )

/** "Basic authentication required" is no secret: a token has a digit, a capital, or is long. */
const isProse = (value: string) => value.length < 20 && /^[a-z]+[.]?$/.test(value)

/** Luhn's sum, 13 to 19 digits: what a payment card has. */
function isCard(text: string): boolean {
  const digits = text.replace(/\D/g, '')
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at])
    const twice = digit * 2
    sum += at % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice
  }
  return sum % 10 === 0
}
