// The question a probe asks, as a line for a shell: to ask it again by hand. Secrets are
// placeholders before they come here.
import type { HttpSettings } from './http-fields.ts'
import type { TcpSettings } from './tcp.ts'

/** A word for a POSIX shell. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

const timesShown =
  'name %{time_namelookup}  connect %{time_connect}  TLS %{time_appconnect}  ' +
  'first byte %{time_starttransfer}  all %{time_total}  status %{http_code}\\n'

/** `curl` with the same method, headers, body, redirects and time; prints the phases. */
export function curlCommand(http: HttpSettings, timeoutMs: number): string {
  const words = ['curl', '-sS', '-i', '--max-time', String(timeoutMs / 1000)]
  if (http.followRedirects) words.push('-L', '--max-redirs', '10')
  if (http.method === 'HEAD') words.push('--head')
  else if (http.method !== 'GET') words.push('-X', http.method)
  for (const { name, value } of http.headers) words.push('-H', `${name}: ${value}`)
  if (http.basicAuth) words.push('-u', `${http.basicAuth.username}:${http.basicAuth.password}`)
  if (http.bearerToken) words.push('-H', `Authorization: Bearer ${http.bearerToken}`)
  if (http.body !== null) words.push('--data-raw', http.body)
  words.push('-w', timesShown, http.url)
  return words.map(shellWord).join(' ')
}

/** `nc` for a plain port, `openssl s_client` where TLS is spoken. */
export function portCommand(tcp: TcpSettings, timeoutMs: number): string {
  const host = tcp.host.replace(/^\[|\]$/g, '')
  const seconds = String(Math.ceil(timeoutMs / 1000))
  const isStartTls = tcp.speaks === 'smtp-starttls'
  if (!tcp.tls && !isStartTls) return ['nc', '-vz', '-w', seconds, host, String(tcp.port)].join(' ')
  const isName = !tcp.host.startsWith('[') && !/^[\d.]+$/.test(host)
  return [
    ...['timeout', seconds, 'openssl', 's_client', '-verify_return_error'],
    ...(isStartTls ? ['-starttls', 'smtp'] : []),
    ...(isName ? ['-servername', host] : []),
    ...['-connect', `${tcp.host}:${tcp.port}`, '</dev/null'],
  ].join(' ')
}
