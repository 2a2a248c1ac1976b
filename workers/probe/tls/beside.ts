// The certificate of an https address that has answered, read beside the answer: its time is not
// the answer's, and where it cannot be read the answer stands as it is.
import { refusal } from '../../domain/address.ts'
import type { HttpTarget, Measurement, TlsTarget } from '../../domain/measurement.ts'
import { portOf } from '../http.ts'
import type { ProbeContext } from '../probe.ts'
import { type Read, readCertificate } from './read.ts'

const readMsMax = 2_000

/** The answer, with the certificate where one is wanted and there is one to be read. `addresses`: where
 *  the host is, where that was chosen. */
export async function withCertificate(
  measured: Measurement,
  { url: address, certificateWanted }: HttpTarget,
  { policy }: ProbeContext,
  addresses?: string[],
): Promise<Measurement> {
  if (!certificateWanted) return measured
  const url = new URL(address)
  const target = { host: url.hostname, port: portOf(url) }
  if (measured.kind !== 'answered' || refusal(target.host, target.port, policy)) return measured
  try {
    const read = await readOneOf(target, addresses ?? [target.host])
    if (read?.kind !== 'read') return measured
    // The strict handshake of the answer itself has just gone through.
    return { ...measured, certificate: { ...read.facts, trusted: true } }
  } catch {
    return measured
  }
}

/** From the first of the addresses that accepts: they share the time. */
async function readOneOf({ host, port }: TlsTarget, addresses: string[]): Promise<Read | null> {
  let read: Read | null = null
  for (const address of addresses) {
    const target = { host: address, port, ...(address === host ? {} : { serverName: host }) }
    read = await readCertificate(target, readMsMax / addresses.length)
    if (read.kind !== 'unconnected') return read
  }
  return read
}
