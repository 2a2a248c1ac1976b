// What an agent's probes may reach: private addresses too, but never those that hand out the secrets
// of the machine it runs on (link-local, metadata), whatever name leads there.
import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { type AddressPolicy, refusal } from '../../workers/domain/address.ts'

/** Loopback ports of the agent's own are no targets. */
export const ownPorts: number[] = []
export const policy: AddressPolicy = { privateTargets: 'allow', ownPorts }

/** Resolves a name, and leaves out what may not be reached. */
export const lookup: LookupFunction = (hostname, options, done) => {
  systemLookup(hostname, { ...options, all: true }, (fault, found) => {
    const addresses = found as LookupAddress[] | undefined
    if (fault || !addresses) return done(fault, '', 0)
    const allowed = addresses.filter(
      ({ address }) => refusal(bracketed(address), 0, policy) === null,
    )
    const [first] = allowed
    if (!first) return done(new Error(`${hostname} may not be a target`), '', 0)
    if (options.all)
      return (done as unknown as (f: null, all: LookupAddress[]) => void)(null, allowed)
    return done(null, first.address, first.family)
  })
}

const bracketed = (address: string) => (address.includes(':') ? `[${address}]` : address)
