// A location's answer as it streams: one JSON object a line. A line that cannot be read is left out.
import type { ProbeEvent } from '../domain/measurement.ts'

/** Lines of a stream as events. `bytesMax`: what comes beyond is not read. */
export async function* lines(
  body: ReadableStream<Uint8Array>,
  bytesMax = Number.POSITIVE_INFINITY,
): AsyncIterable<ProbeEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    bytes += value.length
    if (bytes > bytesMax) return reader.cancel()
    const parts = (rest + decoder.decode(value, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const event = eventOf(part)
      if (event) yield event
    }
  }
}

function eventOf(line: string): ProbeEvent | null {
  try {
    const event = JSON.parse(line) as ProbeEvent
    return typeof event === 'object' && event !== null && typeof event.order === 'string'
      ? event
      : null
  } catch {
    return null
  }
}
