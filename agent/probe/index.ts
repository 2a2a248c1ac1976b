// What an agent measures: the same orders as an edge location's, through the same probes, over
// Node's sockets.
import { startResolver } from '../../server/resolver.ts'
import type { AddressPolicy } from '../../workers/domain/address.ts'
import type { Batch, ProbeEvent } from '../../workers/domain/measurement.ts'
import { runBatch } from '../../workers/probe/batch.ts'
import { steady } from '../../workers/probe/steady.ts'
import { ownPorts, policy } from './guard.ts'

/** Of what a probe looks like, not of the program. */
const version = '1.0'
const ianaUrl = 'https://data.iana.org/rdap/dns.json'

export interface Prober {
  /** Probes every order; `emit` hears each event once. `now`: the asker's time, on a clock that nobody
   *  sets meanwhile. */
  measure(batch: Batch, emit: (event: ProbeEvent) => void, now?: () => number): Promise<void>
  stop(): Promise<void>
}

export interface ProberSettings {
  /** A resolver (RFC 8484) instead of this machine's own. */
  dohUrl?: string
  /** The list of registries (RFC 9224), where it is not IANA's. */
  rdapUrl?: string
  /** Loopback ports that are no targets. */
  ownPorts?: number[]
  privateTargets?: AddressPolicy['privateTargets']
}

/** The rule of the machine, where a launcher runs this agent as its own. */
export function proberSettings(env: NodeJS.ProcessEnv): ProberSettings {
  return {
    rdapUrl: env.ESONAR_AGENT_RDAP_URL || ianaUrl,
    ownPorts: JSON.parse(env.ESONAR_AGENT_OWN_PORTS ?? '[]') as number[],
    privateTargets: env.ESONAR_AGENT_PRIVATE_TARGETS === 'deny' ? 'deny' : 'allow',
  }
}

/** Names are asked of this machine's own resolver, in the words that the probes know. */
export async function startProber({
  dohUrl,
  rdapUrl = ianaUrl,
  ownPorts: own = [],
  privateTargets = 'allow',
}: ProberSettings = {}): Promise<Prober> {
  const resolver = dohUrl === undefined ? await startResolver() : null
  policy.privateTargets = privateTargets
  ownPorts.push(...own, ...(resolver ? [resolver.port] : []))
  return {
    measure: (batch, emit, now = steady) =>
      runBatch(
        batch,
        {
          location: batch.location,
          aboutUrl: batch.aboutUrl,
          version,
          policy,
          dohUrl: dohUrl ?? resolver!.url,
          rdapUrl,
          now,
        },
        emit,
      ),
    stop: async () => resolver?.stop(),
  }
}
