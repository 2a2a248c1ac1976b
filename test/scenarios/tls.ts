// Handshakes that go wrong, each with its own cause.
import { page, type Scenario } from './scenario.ts'
import { secure, type TlsFault } from './tls-site.ts'

const family = 'tls'

const handshake = (name: TlsFault, reason: string, says: RegExp): Scenario => ({
  family,
  name,
  site: secure(name),
  tells: page(reason, says),
})

export const handshakes: Scenario[] = [
  { ...handshake('expired', 'tls_handshake', /TLS/), share: true },
  handshake('not yet valid', 'tls_handshake', /TLS/),
  handshake('self-signed', 'tls_handshake', /TLS/),
  { ...handshake('wrong host', 'tls_handshake', /TLS/), share: true },
  handshake('untrusted', 'tls_handshake', /TLS/),
  handshake('old protocol', 'tls_handshake', /TLS/),
  handshake('alert', 'tls_handshake', /TLS/),
  handshake('plain HTTP', 'tls_handshake', /TLS/),
  {
    family,
    name: 'hangs in the handshake',
    site: secure('hangs'),
    tells: page('tls_timeout', /TLS/, 35),
  },
]
