// The `domain` check: how long a domain's registration is still good for, as its registry tells
// (RDAP). The days make an incident beside health; health says only whether we know.
import { z } from 'zod'
import { dnsName } from '../dns.ts'
import type { Measurement } from '../measurement.ts'
import type { ExpiryReading, Judgement } from '../observation.ts'
import { lostStates, type Registration } from '../registration.ts'
import type { CheckOf } from './check.ts'
import { type FormField, wholeBetween } from './check-fields.ts'
import type { Kind } from './kind.ts'

export interface DomainSettings {
  /** As it was written; any host within the registered domain does. */
  domain: string
  infoDays: number
  warningDays: number
}

/** Fields of a domain check as the API takes them. */
export const domainFields = {
  domain: z
    .string('give a domain, like example.com')
    .trim()
    .max(253, 'must be at most 253 characters')
    .refine((text) => isDomain(text), 'is not a domain; write it like example.com'),
  infoDays: wholeBetween(1, 365, 'days'),
  warningDays: wholeBetween(1, 365, 'days'),
}

export const domainDefaults = { infoDays: 30, warningDays: 7 }

/** Drawn as the form, the API's documentation and the docs page. */
export const domainForm: FormField[] = [
  {
    name: 'domain',
    label: 'Domain',
    help: 'The registered domain, or any host in it; its registry is asked once a day (RDAP).',
    kind: 'text',
    required: true,
    placeholder: 'example.com',
  },
  {
    name: 'infoDays',
    label: 'Tell before the end',
    help: 'As a notice (info) when so many days are left.',
    kind: 'number',
    unit: 'days',
  },
  {
    name: 'warningDays',
    label: 'Warn before the end',
    help: 'As a warning, too when it is over, about to be deleted, or on hold.',
    kind: 'number',
    unit: 'days',
  },
]

function isDomain(text: string): boolean {
  const name = dnsName(text)
  return name?.includes('.') === true && /[a-z]/.test(name.slice(name.lastIndexOf('.')))
}

export const domain: Kind<'domain'> = {
  label: 'Domain registration',
  help: 'A domain that must not run out.',
  asked: 'edge',
  isGentle: true,
  form: domainForm,
  fields: domainFields,
  required: ['domain'],
  defaults: domainDefaults,
  commonDefaults: { intervalSeconds: 86_400, timeoutMs: 20_000 },
  commonFields: { intervalSeconds: wholeBetween(3_600, 86_400, 'seconds') },
  read: withDomain,
  targetText: (settings) => settings.domain.toLowerCase(),
  address: () => null,
  publicName: (settings) => settings.domain.toLowerCase(),
  fault({ infoDays, warningDays }) {
    if (warningDays <= infoDays) return null
    return { field: 'warningDays', message: `must be at most infoDays (${infoDays})` }
  },
  words: ({ infoDays, warningDays }) =>
    `Its registry is asked at one place. You are told when ${infoDays} days are left, and warned at ` +
    `${warningDays}, or when it has run out, is about to be deleted, or is on hold.`,
  target: (settings) => ({
    type: 'domain',
    domain: { name: dnsName(settings.domain) ?? settings.domain },
  }),
  evaluate: evaluateDomain,
}

/** `{url: 'https://example.com/'}` is read as the domain. */
function withDomain(raw: Record<string, unknown>): Record<string, unknown> {
  if (typeof raw.url !== 'string' || 'domain' in raw) return raw
  const { url, ...rest } = raw
  const text = url.includes('//') && URL.canParse(url) ? new URL(url).hostname : url
  return { ...rest, domain: text }
}

/** What a registry said is a reading; what it did not say is unknown, never a failure. */
function evaluateDomain(check: CheckOf<'domain'>, measured: Measurement): Judgement {
  if (measured.kind === 'notMeasured') return { kind: 'unknown', reason: measured.reason }
  const registration = measured.kind === 'answered' ? measured.registration : undefined
  if (!registration) return { kind: 'unknown', reason: 'registry_unavailable' }
  const expiry = readingOf(check.domain, registration)
  if (expiry.endsAt === null && !expiry.fault) return { kind: 'unknown', reason: 'expiry_not_told' }
  return { kind: 'pass', expiry }
}

function readingOf(settings: DomainSettings, registration: Registration): ExpiryReading {
  const { name, isFound, expiresAt, registrar, states } = registration
  const lost = Object.entries(lostStates).filter(([state]) => states.includes(state))
  const fault = isFound ? lost[0]?.[1] : 'domain_unregistered'
  return {
    group: 'domain',
    of: name,
    endsAt: expiresAt === null ? null : Date.parse(expiresAt),
    infoDays: settings.infoDays,
    warningDays: settings.warningDays,
    ...(fault ? { fault } : {}),
    ...(registrar === null ? {} : { by: registrar }),
    ...(lost.length > 0 ? { states: lost.map(([state]) => state) } : {}),
  }
}
