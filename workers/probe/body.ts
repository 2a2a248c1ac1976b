// The body of an answer, as far as it is wanted.

/** What reads a body by the charset that its Content-Type names (RFC 9110 §8.3.2): UTF-8 where it
 *  names none, or one that nobody knows. A text that is expected in it was written by a person. */
function decoderOf(response: Response) {
  const type = response.headers.get('content-type') ?? ''
  const charset = /;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(type)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder()
  }
}

/** Reads at most `bytesMax` of a body and cancels the rest. Bytes are counted decompressed. */
export async function readCapped(
  response: Response,
  bytesMax: number,
): Promise<{ text: string; bytes: number }> {
  if (!response.body) return { text: '', bytes: 0 }
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  const decoder = decoderOf(response)
  if (decoder.encoding === 'utf-8' && length <= bytesMax && !isPacked(response)) {
    const text = await response.text()
    return { text, bytes: length }
  }
  const reader = response.body.getReader()
  let text = ''
  let bytes = 0
  while (bytes < bytesMax) {
    const { done, value } = await reader.read()
    if (done) return { text: text + decoder.decode(), bytes }
    const part = value.subarray(0, bytesMax - bytes)
    bytes += part.length
    text += decoder.decode(part, { stream: true })
  }
  await reader.cancel()
  return { text, bytes }
}

const isPacked = (response: Response) => response.headers.has('content-encoding')

/** A whole body as bytes; null when it is longer than `bytesMax`, the rest cancelled. */
export async function readAtMost(response: Response, bytesMax: number): Promise<Uint8Array | null> {
  const reader = response.body?.getReader()
  const parts: Uint8Array[] = []
  let bytes = 0
  for (;;) {
    const part = await reader?.read()
    if (!part || part.done) break
    bytes += part.value.length
    if (bytes > bytesMax) {
      await reader?.cancel()
      return null
    }
    parts.push(part.value)
  }
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
