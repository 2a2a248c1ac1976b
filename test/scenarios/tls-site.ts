// An https target whose handshake goes wrong as told: certificates, versions, alerts, plain HTTP.
import { createServer as createHttp } from 'node:http'
import { createServer, type Socket } from 'node:net'
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls'
import { privateAuthority, selfSigned } from '../fakes/certificate.ts'
import { day, type Ground } from './ground.ts'
import type { Site } from './scenario.ts'
import { first, portOf } from './sites.ts'

export type TlsFault =
  | 'expired'
  | 'not yet valid'
  | 'expires in 3 days'
  | 'expires in 14 days'
  | 'self-signed'
  | 'wrong host'
  | 'untrusted'
  | 'old protocol'
  | 'weak key'
  | 'incomplete chain'
  | 'alert'
  | 'plain HTTP'
  | 'sent to http'
  | 'hangs'

/** Fatal alert 40, handshake_failure (RFC 8446 §6). */
const alert = Buffer.from([0x15, 3, 3, 0, 2, 2, 40])

/** Faults in which no certificate is shown. */
const withoutOne: TlsFault[] = ['alert', 'plain HTTP', 'hangs']

/** An https target with a good certificate, until it is broken. `away`: where one that is sent to
 *  http then leads. */
export function secure(fault: TlsFault, check: Record<string, unknown> = {}, away = '') {
  return async (ground: Ground): Promise<Site> => {
    let isBroken = false
    const badAt: number[] = []
    const open = new Set<Socket>()
    const http = createHttp((_request, response) => {
      if (isBroken && fault === 'sent to http') response.writeHead(302, { location: away })
      response.end('ok')
    })
    const good = contextOf(ground, 'good')
    const broken = withoutOne.includes(fault) ? null : contextOf(ground, fault)
    const server = createServer((socket) => {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.once('close', () => open.delete(socket))
      if (isBroken) badAt.push(Date.now())
      if (isBroken && !broken) return misbehave(socket, fault)
      const secureContext = isBroken && broken ? broken : good
      const secured = new TLSSocket(socket, { isServer: true, secureContext })
      secured.on('error', () => socket.destroy())
      http.emit('connection', secured)
    })
    await new Promise<void>((resolve) => server.listen(0, ground.host, () => resolve()))
    const cut = () => {
      for (const socket of open) socket.destroy()
    }
    const turn = (to: boolean) => {
      isBroken = to
      cut()
    }
    return {
      check: { type: 'http', url: `https://${ground.host}:${portOf(server)}/`, ...check },
      break: () => turn(true),
      mend: () => turn(false),
      badAt: (since) => first(badAt, since),
      close: () => {
        cut()
        return new Promise((resolve) => server.close(() => resolve()))
      },
    }
  }
}

function misbehave(socket: Socket, fault: TlsFault): void {
  if (fault === 'hangs') {
    socket.resume()
    return
  }
  socket.once('data', () => {
    if (fault === 'alert') socket.end(alert)
    else socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n')
  })
}

function contextOf({ host, authority }: Ground, fault: TlsFault | 'good') {
  const [from, to] = [Date.now() - 2 * day, Date.now() + 90 * day]
  const good = () => authority.issue(host, from, to)
  const options: Partial<Record<TlsFault | 'good', () => SecureContextOptions>> = {
    good,
    'sent to http': good,
    expired: () => authority.issue(host, from - 30 * day, Date.now() - day / 2),
    'not yet valid': () => authority.issue(host, Date.now() + day, to),
    'expires in 3 days': () => authority.issue(host, from, Date.now() + 3 * day),
    'expires in 14 days': () => authority.issue(host, from, Date.now() + 14 * day),
    'self-signed': () => selfSigned(host, from, to),
    'wrong host': () => authority.issue('192.0.2.7', from, to),
    untrusted: () => privateAuthority('Nobody', from, to).issue(host, from, to),
    'weak key': () => ({
      ...authority.issue(host, from, to, { key: 'rsa1024' }),
      ciphers: 'DEFAULT@SECLEVEL=0',
    }),
    'incomplete chain': () => authority.below('Between', from, to).issue(host, from, to),
    'old protocol': () => ({
      ...authority.issue(host, from, to),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    }),
  }
  return createSecureContext(options[fault]?.())
}
