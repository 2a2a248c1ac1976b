// The certificate of an https address that has answered, read beside the answer: its time is not
// the answer's, and where it cannot be read the answer stands as it is.
import { refusal } from '../../domain/address.ts'
import type { HttpTarget, Measurement } from '../../domain/measurement.ts'
import { portOf } from '../http.ts'
import type { ProbeContext } from '../probe.ts'
import { readCertificate } from './read.ts'

const readMsMax = 2_000

/** The answer, with the certificate where one is wanted and there is one to be read. */
export async function withCertificate(
  measured: Measurement,
  { url: address, certificateWanted }: HttpTarget,
  { policy }: ProbeContext,
): Promise<Measurement> {
  if (!certificateWanted) return measured
  const url = new URL(address)
  const target = { host: url.hostname, port: portOf(url) }
  if (measured.kind !== 'answered' || refusal(target.host, target.port, policy)) return measured
  try {
    const read = await readCertificate(target, readMsMax)
    if (read.kind !== 'read') return measured
    // The strict handshake of the answer itself has just gone through.
    return { ...measured, certificate: { ...read.facts, trusted: true } }
  } catch {
    return measured
  }
}
