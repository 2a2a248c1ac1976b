// A check's secrets, opened just before its probe is sent, and never written anywhere.
import type { Check } from '../domain/check/check.ts'
import type { ShardPorts } from '../ports.ts'

/** The check with header values, password and token in the open. */
export async function opened(ports: ShardPorts, check: Check): Promise<Check> {
  if (check.type === 'tcp') return check
  const { http } = check
  if (http.headers.length === 0 && !http.basicAuth && !http.bearerToken) return check
  const open = (text: string) => ports.vault.open(text)
  return {
    ...check,
    http: {
      ...http,
      headers: await Promise.all(
        http.headers.map(async ({ name, value }) => ({ name, value: await open(value) })),
      ),
      basicAuth: http.basicAuth && {
        username: http.basicAuth.username,
        password: await open(http.basicAuth.password),
      },
      bearerToken: http.bearerToken && (await open(http.bearerToken)),
    },
  }
}
