// What a user may set of an `http` check, and its form.
import { z } from 'zod'
import { asciiHost } from '../dns.ts'
import { type AddressFamily, familyField } from '../family.ts'
import {
  type CertificateSettings,
  certificateDefaults,
  certificateFields,
  certificateForm,
} from './certificate-fields.ts'
import type { Sealed } from './check.ts'
import type { FormField } from './check-fields.ts'
import { agentFamilyForm } from './family-fields.ts'
import { type PhaseSettings, phaseDefaults, phaseFields, phaseForm } from './phase-fields.ts'
import {
  expectationLines,
  headersField,
  headerText,
  requestHeaders,
  urlField,
} from './request-fields.ts'

/** As `fetch` or a socket may show them. */
const phases = ['name', 'connect', 'tls', 'headers', 'body'] as const

export interface HttpSettings extends CertificateSettings, PhaseSettings {
  url: string
  method: string
  headers: { name: string; value: Sealed }[]
  body: string | null
  /** Of the body; null: what the runtime says of a text. Absent in checks stored before. */
  contentType?: string | null
  basicAuth: { username: string; password: Sealed } | null
  bearerToken: Sealed | null
  followRedirects: boolean
  /** "2xx", "200", "200-299", "2xx,301": which final statuses pass. */
  expectStatus: string
  /** The body must contain this text. */
  expectText: string | null
  /** The body must not contain this text. Absent in checks stored before it existed. */
  rejectText?: string | null
  /** The chain of redirects must end on this host. */
  expectHost?: string | null
  /** Lines that the answer must meet (expectation.ts). Absent in checks stored before. */
  expect?: string[]
  /** A redirect from https to http is a failure. */
  refuseDowngrade?: boolean
  /** The first answer must be a redirect to this address, which is not followed. */
  expectRedirect?: string | null
  /** Any redirect is a failure; none is followed. */
  refuseRedirects?: boolean
  /** Over which addresses: all but any is asked by agents. Absent in checks stored before. */
  addressFamily?: AddressFamily
}

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** An address a probe can be sent to, normalised. */
export const httpUrl = urlField(['http:', 'https:'], 'https://example.com/health')

/** Fields of an http check as the API takes them. */
export const httpFields = {
  addressFamily: familyField,
  url: httpUrl,
  method: z.enum(methods, `must be one of ${methods.join(', ')}`),
  headers: requestHeaders,
  body: z.string().max(32_768, 'must be at most 32 KB').nullable(),
  contentType: z
    .string()
    .trim()
    .max(200, 'must be at most 200 characters')
    .regex(/^[^\s/;]+\/[^\s/;]+(\s*;[^\r\n]*)?$/, 'write it like application/json')
    .nullable(),
  basicAuth: z
    .strictObject({
      // RFC 7617 §2: what comes after the first colon is the password.
      username: z
        .string()
        .max(200, 'must be at most 200 characters')
        .regex(/^[^:]*$/, 'must not hold a colon (RFC 7617)'),
      password: z.string().max(500, 'must be at most 500 characters'),
    })
    .nullable(),
  bearerToken: headerText.min(1, 'must not be empty; null takes it away').nullable(),
  followRedirects: z.boolean(),
  expectStatus: z
    .string()
    .max(200)
    .refine(
      (text) => statusTest(text) !== null,
      'write statuses like "2xx", "200,204" or "200-299"',
    ),
  expectText: z.string().min(1).max(1_000).nullable(),
  rejectText: z.string().min(1).max(1_000).nullable(),
  expectHost: z
    .string()
    .trim()
    .toLowerCase()
    .max(253, 'must be at most 253 characters')
    .overwrite(asciiHost)
    .regex(/^[a-z0-9._-]+$/, 'write a host name like www.example.com, without scheme or path')
    .nullable(),
  refuseDowngrade: z.boolean(),
  expectRedirect: httpUrl.nullable(),
  refuseRedirects: z.boolean(),
  expect: expectationLines,
  ...certificateFields,
  ...phaseFields(phases),
}

export const httpDefaults = {
  method: 'GET' as const,
  headers: [],
  body: null,
  contentType: null,
  basicAuth: null,
  bearerToken: null,
  followRedirects: true,
  expectStatus: '2xx',
  expectText: null,
  rejectText: null,
  expectHost: null,
  refuseDowngrade: false,
  expectRedirect: null,
  refuseRedirects: false,
  addressFamily: 'any' as const,
  expect: [] as string[],
  ...certificateDefaults,
  ...phaseDefaults(phases),
}

/** Drawn as the form, the API's documentation and the docs page. */
export const httpForm: FormField[] = [
  {
    name: 'url',
    label: 'Address',
    help: 'Where the probe is sent, whole, with http:// or https://.',
    kind: 'url',
    required: true,
    placeholder: 'https://example.com/health',
  },
  {
    name: 'method',
    label: 'Method',
    help: 'HEAD only where the server answers it like GET.',
    kind: 'select',
    options: [...methods],
    advanced: true,
  },
  headersField,
  {
    name: 'body',
    label: 'Body to send',
    help: 'With POST, PUT, PATCH or DELETE. Not a secret: put a token into a header.',
    kind: 'textarea',
    advanced: true,
  },
  {
    name: 'contentType',
    label: 'Content type of the body',
    help: 'Sent as Content-Type. Empty: text/plain.',
    kind: 'text',
    placeholder: 'application/json',
    advanced: true,
  },
  {
    name: 'basicAuth',
    label: 'Basic authentication',
    help: 'User and password, sent with each request to this host (RFC 7617). The password is sealed.',
    kind: 'login',
    advanced: true,
  },
  {
    name: 'bearerToken',
    label: 'Bearer token',
    help: 'Sent as Authorization: Bearer … to this host. Sealed.',
    kind: 'secret',
    advanced: true,
  },
  {
    name: 'expectStatus',
    label: 'Accepted statuses',
    help: 'Of the last answer in the chain: 2xx, 200,204 or 200-299.',
    kind: 'text',
    advanced: true,
  },
  {
    name: 'expectText',
    label: 'Text in the body',
    help: 'The answer must contain it (first 64 KB).',
    kind: 'text',
    advanced: true,
  },
  {
    name: 'rejectText',
    label: 'Text not in the body',
    help: 'The answer must not contain it: an error page that says 200.',
    kind: 'text',
    advanced: true,
  },
  {
    name: 'expect',
    label: 'What the answer must say',
    help: 'One a line: json $.status equals ok · header content-type contains json · body matches ^OK · size above 500.',
    kind: 'textarea',
    advanced: true,
  },
  {
    name: 'expectHost',
    label: 'Must end on host',
    help: 'Where the chain of redirects must lead, like www.example.com.',
    kind: 'text',
    advanced: true,
  },
  {
    name: 'refuseDowngrade',
    label: 'No redirect from https to http',
    help: 'Such a redirect is a failure.',
    kind: 'checkbox',
    advanced: true,
  },
  {
    name: 'followRedirects',
    label: 'Follow redirects',
    help: 'Up to 10 hops; a redirect is not a failure.',
    kind: 'checkbox',
    advanced: true,
  },
  {
    name: 'refuseRedirects',
    label: 'No redirect at all',
    help: 'A redirect is then a failure, and told with where it leads.',
    kind: 'checkbox',
    advanced: true,
  },
  {
    name: 'expectRedirect',
    label: 'Must redirect to',
    help: 'The first answer must send to exactly this address, with 301, 302, 303, 307 or 308, or the one among the accepted statuses. It is not followed.',
    kind: 'url',
    placeholder: 'https://www.example.com/',
    advanced: true,
  },
  agentFamilyForm,
  ...certificateForm,
  ...phaseForm(phases, ['name', 'connect', 'tls']),
]

/** Whether a status is among those written as `2xx,301,400-404`; null when it cannot be read. */
export function statusTest(text: string): ((status: number) => boolean) | null {
  const tests: ((status: number) => boolean)[] = []
  for (const part of text.split(',').map((one) => one.trim().toLowerCase())) {
    const range = /^([1-5])xx$|^(\d{3})(?:-(\d{3}))?$/.exec(part)
    if (!range) return null
    const low = range[1] ? Number(range[1]) * 100 : Number(range[2])
    const high = range[1] ? low + 99 : Number(range[3] ?? range[2])
    if (low < 100 || high > 599 || low > high) return null
    tests.push((status) => status >= low && status <= high)
  }
  return (status) => tests.some((test) => test(status))
}
