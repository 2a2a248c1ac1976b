// Fields that checks over HTTP share: the address, headers of the request, lines that an answer must
// meet.
import { z } from 'zod'
import type { FormField } from './check-fields.ts'
import {
  expectationCharsMax,
  expectationsMax,
  isAffordable,
  parseExpectation,
  tooLarge,
} from './expectation.ts'

const tokenShape = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** Set by eSonar, or by the protocol itself (RFC 9110 §7, RFC 6455 §4.1). */
const ownHeaders = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'user-agent',
  'upgrade',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-protocol',
  'sec-websocket-extensions',
])

/** An address of one of these schemes, normalised; `example` is named in refusals. */
export function urlField(schemes: string[], example: string) {
  return z
    .string(`give an address like ${example}`)
    .trim()
    .max(2_000, 'must be at most 2000 characters')
    .superRefine((text, context) => {
      const fault = urlFault(text, schemes, example)
      if (fault) context.addIssue({ code: 'custom', message: fault })
    })
    .transform((text) => new URL(text).href)
}

function urlFault(text: string, schemes: string[], example: string): string | null {
  if (!URL.canParse(text)) return `is not an address; write it whole, like ${example}`
  const url = new URL(text)
  if (!schemes.includes(url.protocol)) {
    const wanted = schemes.map((scheme) => `${scheme}//`).join(' or ')
    return `must start with ${wanted}, not ${url.protocol}//`
  }
  if (url.username || url.password) return 'must not hold a password; use basicAuth or a header'
  return url.hostname === '' ? 'has no host' : null
}

/** What a header carries (RFC 9110 §5.5), or the mark that keeps it; what is pasted from a file brings its
 *  line end. */
export const headerText = z
  .string()
  .trim()
  .max(4_000, 'must be at most 4000 characters')
  .regex(/^(•••|[\t\x20-\x7e\x80-\xff]*)$/, 'must be one line of characters that a header carries')

/** Headers of a request; their values are secrets. */
export const requestHeaders = z
  .array(
    z.strictObject({
      name: z
        .string()
        .regex(tokenShape, 'is not a header name')
        .max(100)
        .refine(
          (name) => !ownHeaders.has(name.toLowerCase()),
          'is set by eSonar and cannot be given',
        ),
      value: headerText,
    }),
  )
  .max(30, 'at most 30 headers')

/** Their form. */
export const headersField: FormField = {
  name: 'headers',
  label: 'Headers to send',
  help: 'One a line, like X-Api-Key: abc. Values are sealed and shown as •••, which keeps them; a line taken away is no longer sent.',
  kind: 'headers',
  advanced: true,
}

const expectation = z
  .string()
  .trim()
  .max(expectationCharsMax, `must be at most ${expectationCharsMax} characters`)
  .superRefine((line, context) => {
    const read = parseExpectation(line)
    if (typeof read === 'string') context.addIssue({ code: 'custom', message: read })
  })

/** Lines that an answer must meet (expectation.ts). */
export const expectationLines = z
  .array(expectation)
  .max(expectationsMax, `at most ${expectationsMax} lines`)
  .refine(isAffordable, tooLarge)
