// A POST of JSON, as most channels make one.
import type { ChannelRequest } from './channel.ts'

export function postJson(
  url: string,
  body: unknown,
  headers: [string, string][] = [],
): ChannelRequest {
  return {
    method: 'POST',
    url,
    headers: [['content-type', 'application/json'], ...headers],
    body: JSON.stringify(body),
  }
}
