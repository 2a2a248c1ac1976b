// The field of which addresses a target is asked over, on the forms of the types that have it, and its
// words. What it means is in `domain/family.ts`.
import { type AddressFamily, addressFamilies, familyNames } from '../family.ts'
import type { FormField } from './check-fields.ts'

/** For types that any location asks over one family. */
export const familyForm: FormField = {
  name: 'addressFamily',
  label: 'IPv4 or IPv6',
  help: 'any: whichever is reached; both: IPv4 and IPv6 must each answer. A place that cannot go there says unknown.',
  kind: 'select',
  options: [...addressFamilies],
  advanced: true,
}

/** For types that agents alone ask over one family: the runtime of the others chooses itself. */
export const agentFamilyForm: FormField = {
  ...familyForm,
  help: `${familyForm.help} Only agents can ask over a chosen one: choose them alone below.`,
}

/** ` over IPv6`, in the middle of a sentence. */
export function familyWords(family: AddressFamily = 'any'): string {
  if (family === 'any') return ''
  return ` over ${family === 'both' ? 'IPv4 and over IPv6' : familyNames[family]}`
}

/** Whether only agents can ask a target whose request chooses its address itself. */
export function isAgentsAlone({ addressFamily = 'any' }: { addressFamily?: AddressFamily }) {
  return addressFamily !== 'any'
}

interface AtUrl {
  url: string
  addressFamily?: AddressFamily
}

/** The same address, asked over the same family. */
export function isSameUrl(a: AtUrl, b: AtUrl): boolean {
  return a.url === b.url && (a.addressFamily ?? 'any') === (b.addressFamily ?? 'any')
}
