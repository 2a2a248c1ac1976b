// What every probe is given and gives back. A probe measures, it never judges.
import type { AddressPolicy } from '../domain/address.ts'
import type { Family } from '../domain/family.ts'
import type { ControlAnswer, Measurement, ProbeOrder } from '../domain/measurement.ts'

export interface ProbeContext {
  location: string
  aboutUrl: string
  version: string
  policy: AddressPolicy
  dohUrl: string
  /** Where the list of registries is (RFC 9224). */
  rdapUrl: string
  now(): number
  /** Controls asked over one family of addresses; those without such an address are left out. */
  route?(family: Family, isPrivate: boolean): Promise<ControlAnswer[]>
}

export type Probe = (order: ProbeOrder, context: ProbeContext) => Promise<Measurement>

/** The User-Agent: who we are, where to read about it, which place asks. */
export function userAgent({ version, aboutUrl, location }: ProbeContext): string {
  return `eSonar/${version} (+${aboutUrl}; location=${location})`
}

/** Resolves to `'late'` after `ms`; `cancel` frees the timer. */
export function timer(ms: number): { late: Promise<'late'>; cancel(): void } {
  let handle: ReturnType<typeof setTimeout>
  const late = new Promise<'late'>((resolve) => {
    handle = setTimeout(() => resolve('late'), Math.max(0, ms))
  })
  return { late, cancel: () => clearTimeout(handle) }
}

/** A promise or `'late'` after `ms`; the promise's rejection passes through. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | 'late'> {
  const { late, cancel } = timer(ms)
  try {
    return await Promise.race([promise, late])
  } finally {
    cancel()
  }
}
