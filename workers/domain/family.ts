// Over which addresses a target is asked: any, those of one family, or both, each of which must then
// answer. Whether a place has a way there at all is told by controls over the same family.
import { z } from 'zod'
import { classOf } from './address.ts'
import type { Answered, Failed, Measurement } from './measurement.ts'
import type { Judgement, Unmet } from './observation.ts'

export type Family = 'ipv4' | 'ipv6'
export const addressFamilies = ['any', 'ipv4', 'ipv6', 'both'] as const
export type AddressFamily = (typeof addressFamilies)[number]
export const familyNames = { ipv4: 'IPv4', ipv6: 'IPv6' } satisfies Record<Family, string>

export const familyField = z.enum(addressFamilies, `must be one of ${addressFamilies.join(', ')}`)

/** Of a target: which families; nothing where any will do. */
export function familyOf(family: AddressFamily = 'any'): { family?: Family | 'both' } {
  return family === 'any' ? {} : { family }
}

/** Why a host that is written as an address does not go with a family. */
export function familyFault(host: string, family: AddressFamily = 'any') {
  if (family === 'any' || (classOf(host) === null && !host.startsWith('['))) return null
  const written: Family = host.startsWith('[') ? 'ipv6' : 'ipv4'
  if (family === written || classOf(host) === null || /localhost\.?$/i.test(host)) return null
  const message = `must be any or ${written}: ${host} is an address already, of ${familyNames[written]}`
  return { field: 'addressFamily', message }
}

/** What a fault names beside what it is about. */
export function overFamily(
  unmet: Unmet | undefined,
  family: Family | undefined,
): Unmet | undefined {
  if (family === undefined) return unmet
  const name = familyNames[family]
  return unmet ? { ...unmet, line: `${unmet.line} (${name})` } : { line: name, found: null }
}

/** A judgement that names the family of an answer, where one was chosen. */
export function namedFamily(judgement: Judgement, { family }: Answered): Judgement {
  if (judgement.kind !== 'fail' || family === undefined) return judgement
  return { ...judgement, unmet: overFamily(judgement.unmet, family)! }
}

/** Whether it is the place that has no way there, as far as its controls tell: `unproven` where it has
 *  none of that family. */
export function routeOf({ family, phase, route }: Failed): 'there' | 'missing' | 'unproven' {
  if (family === undefined || phase !== 'connect' || route?.some((one) => one.ok)) return 'there'
  return route && route.length > 0 ? 'missing' : 'unproven'
}

/** Nothing proves a way over this family, and no answer ever came by it. */
export function isWayUnknown(measured: Measurement, passedAt: number | null | undefined): boolean {
  const isOpen = measured.kind === 'failed' && routeOf(measured) === 'unproven'
  return isOpen && (passedAt ?? null) === null
}
