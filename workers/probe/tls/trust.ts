// Whether a strict handshake, the runtime's own, goes through: the oracle of trust. It tells no
// reasons, so it is asked beside the certificate reader and never instead of it.
import type { CertificateFacts, TlsTarget } from '../../domain/measurement.ts'
import { speak } from '../dialogue.ts'
import { drop, nextPart, open } from '../socket.ts'
import { steady } from '../steady.ts'

/** After a handshake of TLS 1.3, a server that misses our certificate says so within this. */
const objectionMsMax = 400
/** The ciphers the runtime's own stack knows: for any other its refusal says nothing of trust. */
const known = ['0x130', '0xc02b', '0xc02c', '0xc02f', '0xc030', '0xcca8', '0xcca9']

/** The facts with what the oracle says of them. */
export async function withTrust(
  facts: CertificateFacts,
  target: TlsTarget,
  budgetMs: number,
): Promise<CertificateFacts> {
  // The runtime asks for the host it connects to, and can be told no other name.
  if (target.serverName && target.serverName !== target.host) return facts
  const said = await strictly(target, budgetMs, facts.clientAsked === true)
  if (said === 'objects') return { ...facts, trusted: true, clientRequired: true }
  return said === null ? facts : withRefusal(facts, said === 'trusts')
}

/** The facts with the outcome of a strict handshake, where that tells of trust. */
export function withRefusal(facts: CertificateFacts, trusted: boolean): CertificateFacts {
  const { protocol, suite = '' } = facts
  const isTelling = /^TLS 1\.[23]$/.test(protocol) && known.some((one) => suite.startsWith(one))
  return trusted || isTelling ? { ...facts, trusted } : facts
}

async function strictly(
  { host, port, dialogue = [] }: TlsTarget,
  budgetMs: number,
  isClientAsked: boolean,
): Promise<'trusts' | 'refuses' | 'objects' | null> {
  const endAt = steady() + budgetMs
  const { said, socket } = await open(host, port, budgetMs)
  if (said !== 'accepted') {
    drop(socket)
    return null
  }
  const spoken = await speak(socket, [...dialogue, { tls: true }], endAt)
  try {
    const { fault } = spoken
    if (fault) return fault.reason === 'tls_handshake' ? 'refuses' : null
    if (!isClientAsked) return 'trusts'
    const reader = spoken.socket.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>
    const part = await nextPart(reader, Math.min(objectionMsMax, endAt - steady()))
    return part === 'reset' || part === 'end' ? 'objects' : 'trusts'
  } finally {
    drop(spoken.socket)
  }
}
