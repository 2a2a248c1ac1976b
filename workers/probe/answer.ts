// One HTTP request, and the phases of its connection where they can be seen. Workers see none: `fetch`
// tells of headers and body alone. An agent puts its own file in this one's place (agent/probe/).
import type { PhasesMs } from '../domain/measurement.ts'
import type { ProbeContext } from './probe.ts'

/** Whether a request can be sent to an address of our choice: `fetch` takes names alone. */
export const choosesAddress = false

export interface Answer {
  response: Response
  /** Name, connection and handshake, as far as they were seen; they are part of the time to the
   *  headers. */
  phases: PhasesMs
}

/** Asks once; redirects are the caller's. `_context`: what may be reached, where that is not kept
 *  by the network itself. `_addresses`: where the host is, where that is chosen. */
export async function answerOf(
  url: string,
  init: RequestInit,
  _context: ProbeContext,
  _addresses?: string[],
): Promise<Answer> {
  return { response: await fetch(url, init), phases: {} }
}
