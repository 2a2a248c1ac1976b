// Name, connection and handshake, timed on a connection of their own: `fetch` tells only of headers
// and body. For a look only; it decides nothing, and what it cannot see is left out.
import type { PhasesMs } from '../domain/measurement.ts'
import { isLiteral, resolveName } from './doh.ts'
import { type ProbeContext, within } from './probe.ts'
import { drop, open } from './socket.ts'

const eachMsMax = 2_000

/** The phases before the request that went well within two seconds each. */
export async function phasesApart(
  hostname: string,
  port: number,
  secure: boolean,
  context: ProbeContext,
): Promise<PhasesMs> {
  const phases: PhasesMs = {}
  try {
    if (!isLiteral(hostname)) {
      const begun = context.now()
      const named = await resolveName(hostname, context.dohUrl, eachMsMax)
      if (named.kind === 'addresses') phases.name = context.now() - begun
    }
    const { said, socket, ms } = await open(hostname, port, eachMsMax)
    if (said === 'accepted') phases.connect = ms
    if (said === 'accepted' && secure) {
      const begun = context.now()
      const secured = socket.startTls()
      secured.closed.catch(() => undefined)
      const shaken = await within(secured.opened, eachMsMax)
      if (shaken !== 'late') phases.tls = context.now() - begun
      drop(secured)
    } else drop(socket)
  } catch {
    // Beside the answer: what could not be seen apart is not told.
  }
  return phases
}
