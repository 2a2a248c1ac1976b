// The question a probe asks, as a line for a shell: to ask it again by hand. Secrets are
// placeholders before they come here.
import type { AddressFamily } from '../family.ts'
import type { HttpSettings } from './http-fields.ts'
import { follows } from './redirects.ts'
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
  const words = ['-sS', '-i', '--max-time', String(timeoutMs / 1000)]
  if (follows(http)) words.push('-L', '--max-redirs', '10')
  if (http.method === 'HEAD') words.push('--head')
  else if (http.method !== 'GET') words.push('-X', http.method)
  for (const { name, value } of http.headers) words.push('-H', `${name}: ${value}`)
  if (http.basicAuth) words.push('-u', `${http.basicAuth.username}:${http.basicAuth.password}`)
  if (http.bearerToken) words.push('-H', `Authorization: Bearer ${http.bearerToken}`)
  if (http.body !== null && http.contentType) {
    words.push('-H', `Content-Type: ${http.contentType}`)
  }
  if (http.body !== null) words.push('--data-raw', http.body)
  words.push('-w', timesShown, http.url)
  const rest = words.map(shellWord)
  return eachFamily(http.addressFamily, (flag) => ['curl', ...flag, ...rest])
}

/** A command for each family that is asked: by its flag, as `nc`, `openssl` and `curl` have it. */
export function eachFamily(
  family: AddressFamily = 'any',
  command: (flag: string[]) => string[],
): string {
  const flags = { any: [[]], ipv4: [['-4']], ipv6: [['-6']], both: [['-4'], ['-6']] }[family]
  return flags.map((flag) => command(flag).join(' ')).join('; ')
}

/** `nc` for a plain port, `openssl s_client` where TLS is spoken. */
export function portCommand(tcp: TcpSettings, timeoutMs: number): string {
  const { host, port } = tcp
  const starttls = tcp.speaks === 'smtp-starttls' ? 'smtp' : 'none'
  if (tcp.tls || starttls !== 'none') {
    const { addressFamily = 'any' } = tcp
    const asked = { host, port, serverName: null, starttls, addressFamily, isShown: false }
    return opensslCommand(asked, timeoutMs)
  }
  const bare = host.replace(/^\[|\]$/g, '')
  const rest = ['-vz', '-w', secondsOf(timeoutMs), bare, String(port)]
  return eachFamily(tcp.addressFamily, (flag) => ['nc', ...flag, ...rest])
}

interface Handshake {
  host: string
  port: number
  /** Asked for in the handshake, when it is not the host. */
  serverName: string | null
  starttls: string
  addressFamily?: AddressFamily
  /** Print the certificates. */
  isShown: boolean
}

/** A handshake by `openssl s_client`, which fails where it does not trust. */
export function opensslCommand(asked: Handshake, timeoutMs: number): string {
  const { host, port, starttls } = asked
  const isName = !host.startsWith('[') && !/^[\d.]+$/.test(host)
  const name = asked.serverName ?? (isName ? host : null)
  return eachFamily(asked.addressFamily, (flag) => [
    ...['timeout', secondsOf(timeoutMs), 'openssl', 's_client', ...flag, '-verify_return_error'],
    ...(asked.isShown ? ['-showcerts'] : []),
    ...(starttls === 'none' ? [] : ['-starttls', starttls]),
    ...(name === null ? [] : ['-servername', name]),
    ...['-connect', `${host}:${port}`, '</dev/null'],
  ])
}

const secondsOf = (ms: number) => String(Math.ceil(ms / 1000))

/** `dig`, once for each resolver; over HTTPS (RFC 8484) at its own path and port where any is named. */
export function digCommand(
  { name, recordType }: { name: string; recordType: string },
  urls: string[],
  timeoutMs: number,
): string {
  const asked = ['+dnssec', `+time=${secondsOf(timeoutMs)}`, name, recordType]
  const over = (text: string) => {
    const { hostname, port, pathname } = new URL(text)
    return [`+https=${pathname}`, ...(port === '' ? [] : ['-p', port]), `@${hostname}`]
  }
  const ways = urls.length === 0 ? [[]] : urls.map(over)
  return ways.map((way) => ['dig', ...way, ...asked].map(shellWord).join(' ')).join('; ')
}
