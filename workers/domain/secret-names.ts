// Names whose values are secrets, as they are called in JSON, forms, headers, addresses and markup.

/** Parts of a name, in lower case, without `_`, `-` and `.`. */
const parts =
  /passw|passphrase|passcode|pwd|secret|token|apikey|accesskey|privatekey|signingkey|authkey|encryptionkey|signature|credential|cookie|session|authoriz|authentic|jwt|bearer|csrf|xsrf|hmac|cvv|cvc|connectionstring/
/** Whole names. */
const whole = new Set(['pass', 'pw', 'pin', 'otp', 'sid', 'auth', 'sig', 'nonce', 'salt'])
/** Whole names that are secrets in an address, and ordinary words elsewhere. */
const inQueries = new Set(['key', 'code', 'sign', 'hash', 'ticket', 'k', 't'])
/** Names that only sound like one. */
const harmless =
  /^(?:www|proxy)?authenticate$|^(?:tokentype|expires|sessioncount|authenticated|cookies?enabled)$/

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')

/** Whether what is called so is a secret, wherever it stands. */
export function isSecretName(name: string): boolean {
  const text = plain(name)
  return (parts.test(text) || whole.has(text)) && !harmless.test(text)
}

/** Whether a parameter of an address that is called so is a secret. */
export function isSecretQueryName(name: string): boolean {
  return isSecretName(name) || inQueries.has(plain(name))
}

/** Headers that a request may carry openly: what is in them is no secret. */
const openHeaders = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'connection',
  'content-type',
  'host',
  'origin',
  'pragma',
  'referer',
  'user-agent',
  'x-requested-with',
])

/** Whether the value of a header that a check sends is left alone when a body repeats it. */
export function isOpenHeader(name: string): boolean {
  return openHeaders.has(name.toLowerCase())
}
