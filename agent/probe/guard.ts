// What an agent's probes may reach: private addresses too, but never those that hand out the secrets
// of the machine it runs on (link-local, metadata), whatever name leads there.
import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { type AddressPolicy, refusal } from '../../workers/domain/address.ts'

/** Loopback ports of the agent's own are no targets. */
export const ownPorts: number[] = []
export const policy: AddressPolicy = { privateTargets: 'allow', ownPorts }

type Done = Parameters<LookupFunction>[2]

/** Resolves a name, and leaves out what may not be reached. */
export const lookup: LookupFunction = (hostname, options, done) => {
  systemLookup(hostname, { ...options, all: true }, (fault, found) => {
    const addresses = found as LookupAddress[] | undefined
    if (fault || !addresses) return done(fault, '', 0)
    tell(hostname, addresses, options.all === true, done)
  })
}

/** How a request finds its host. */
export interface Pinned {
  lookup: LookupFunction
  autoSelectFamilyAttemptTimeout?: number
}

/** One address after the other is given this long, but for the last. */
const attemptMsMax = 1_000

/** A host that is at these addresses, whatever its name says; absent: where its name leads. */
export function pinnedTo(addresses?: string[]): Pinned {
  const found = addresses?.map((one) => {
    const address = one.replace(/^\[|\]$/g, '')
    return { address, family: isIP(address) }
  })
  const pinned: LookupFunction = (hostname, { all }, done) => {
    process.nextTick(() => tell(hostname, found ?? [], all === true, done))
  }
  const autoSelectFamilyAttemptTimeout = attemptMsMax
  return found ? { lookup: pinned, autoSelectFamilyAttemptTimeout } : { lookup }
}

/** Those of the addresses that may be reached. */
function tell(hostname: string, found: LookupAddress[], isAll: boolean, done: Done): void {
  const allowed = found.filter(({ address }) => refusal(bracketed(address), 0, policy) === null)
  const [first] = allowed
  if (!first) done(new Error(`${hostname} may not be a target`), '', 0)
  else if (isAll) (done as unknown as (f: null, all: LookupAddress[]) => void)(null, allowed)
  else done(null, first.address, first.family)
}

const bracketed = (address: string) => (address.includes(':') ? `[${address}]` : address)
