// Handshakes that go wrong, each with its own cause; and certificates that end soon.
import { page, type Scenario, warning } from './scenario.ts'
import { secure, type TlsFault } from './tls-site.ts'

const family = 'tls'

const handshake = (name: TlsFault, reason: string, says: RegExp): Scenario => ({
  family,
  name,
  site: secure(name),
  tells: page(reason, says),
})

export const handshakes: Scenario[] = [
  { ...handshake('expired', 'tls_expired', /has expired/), share: true, beside: 'certificate' },
  handshake('not yet valid', 'tls_not_yet_valid', /not valid yet/),
  handshake('self-signed', 'tls_self_signed', /self-signed/),
  { ...handshake('wrong host', 'tls_name_mismatch', /for another name/), share: true },
  handshake('untrusted', 'tls_untrusted_or_incomplete_chain', /not trusted/),
  handshake('old protocol', 'tls_protocol', /no TLS version/),
  handshake('alert', 'tls_handshake', /handshake failed/),
  { ...handshake('plain HTTP', 'not_tls', /does not speak TLS/), share: true },
  {
    family,
    name: 'hangs in the handshake',
    site: secure('hangs'),
    tells: page('tls_timeout', /TLS/, 35),
  },
  {
    family,
    name: 'a certificate that ends in 3 days',
    site: secure('expires in 3 days'),
    tells: warning('certificate', 'certificate_expires', /expires/, 140),
  },
  {
    family,
    name: 'a certificate that ends in 14 days',
    site: secure('expires in 14 days'),
    tells: { ...warning('certificate', 'certificate_expires', /expires/, 140), level: 'info' },
  },
]
