// English: what went wrong, as a short phrase that fits after a colon ("… is down: connection
// refused"). Reasons only; sentences are in `en-phrase.ts`.
import type { Unmet } from '../observation.ts'
import type { Catalogue, Cause } from './keys.ts'
import { milliseconds } from './length.ts'
import { utc } from './time.ts'

const after = (cause: Cause) => {
  const ms = cause.waitedMs ?? cause.budgetMs
  return ms === undefined ? '' : ` in ${milliseconds(ms)}`
}

/** ` in 6 days, on 2026-11-30` or ` 2 days ago, on 2026-11-22`. */
const endOf = ({ endsAt, daysLeft }: Cause) => {
  if (endsAt === undefined) return ''
  const on = `on ${utc(endsAt).slice(0, 10)}`
  if (daysLeft === undefined) return ` ${on}`
  const days = Math.abs(Math.floor(daysLeft))
  const some = days === 1 ? '1 day' : `${days} days`
  if (days === 0) return daysLeft < 0 ? `, ${on}` : ` today, ${on}`
  return daysLeft < 0 ? ` ${some} ago, ${on}` : ` in ${some}, ${on}`
}

const expected = ({ line, found }: Unmet) =>
  `expected ${line}${found === null ? '' : `, found ${found}`}`

export const reasons: Catalogue['reasons'] = {
  dns_nxdomain: () => 'the host name does not exist',
  dns_servfail: () => 'its name servers answer with an error (SERVFAIL)',
  dns_refused: () => 'its name servers refuse to answer (REFUSED)',
  dns_timeout: (cause) => `the host name was not resolved${after(cause)}`,
  dns_bogus: () => 'its DNSSEC signatures do not hold (bogus)',
  dns_no_data: () => 'the name has no record of this type',
  dns_cname_loop: () => 'its aliases (CNAME) lead in a circle',
  dns_present: () => 'the name has a record that it must not have',
  connection_refused: () => 'connection refused',
  connect_timeout: (cause) => `no connection${after(cause)}`,
  unreachable: () => 'no route to the host',
  no_echo: () => 'no echo came back',
  no_answer: (cause) => `no answer to a datagram${after(cause)}: gone, or filtered on the way`,
  connection_reset: () => 'connection reset',
  tls_expired: () => 'its certificate has expired',
  tls_not_yet_valid: () => 'its certificate is not valid yet',
  tls_self_signed: () => 'its certificate is self-signed',
  tls_name_mismatch: () => 'its certificate is for another name',
  tls_untrusted_or_incomplete_chain: () => 'its certificate chain is incomplete or not trusted',
  tls_protocol: () => 'no TLS version or cipher in common',
  tls_key_weak: () => 'the key or signature of its certificate is too weak',
  tls_handshake: () => 'TLS handshake failed',
  tls_client_cert_required: () => 'it asks for a client certificate',
  tls_timeout: (cause) => `TLS handshake not finished${after(cause)}`,
  not_tls: () => 'it does not speak TLS on this port',
  empty_reply: () => 'connection closed without an answer',
  invalid_http: () => 'the answer is not HTTP',
  headers_timeout: (cause) => `no first byte${after(cause)}`,
  body_timeout: (cause) => `answer not complete${after(cause)}`,
  body_truncated: () => 'the answer was cut off',
  body_decode: () => 'the answer cannot be decoded',
  redirect_loop: () => 'redirects lead in a circle',
  redirect_limit: () => 'more than 10 redirects',
  redirect_bad_location: () => 'a redirect leads to an unusable address',
  redirect_unexpected: ({ unmet }) => {
    const found = unmet?.found ? `: ${unmet.found}` : ''
    return `it redirects where it must not${found}`
  },
  redirect_elsewhere: () => 'its redirects lead to another host',
  redirect_downgrade: () => 'it redirects from https to http',
  redirect_unmet: ({ unmet }) =>
    unmet ? expected(unmet) : 'it does not redirect to where it must',
  status: (cause) =>
    cause.status === undefined ? 'unexpected status' : `answers with status ${cause.status}`,
  text_missing: () => 'the expected text is missing',
  text_present: () => 'it contains a text that it must not',
  expectation: ({ unmet }) => (unmet ? expected(unmet) : 'it does not say what was expected'),
  certificate_expires: (cause) => `its certificate expires${endOf(cause)}`,
  certificate_expired: (cause) => `its certificate expired${endOf(cause)}`,
  domain_expires: (cause) => `its registration expires${endOf(cause)}`,
  domain_expired: (cause) => `its registration expired${endOf(cause)}`,
  domain_pending_delete: () => 'its registration is about to be deleted (pending delete)',
  domain_redemption: () => 'its registration has lapsed (redemption period)',
  domain_hold: () => 'its registration is on hold, so the name does not resolve',
  domain_unregistered: () => 'its registry knows no such registration',
  no_upgrade: ({ status }) =>
    status === undefined
      ? 'it does not open a WebSocket'
      : `answers with status ${status} instead of opening a WebSocket`,
  upgrade_invalid: () => 'its answer to the WebSocket handshake is not valid',
  subprotocol: () => 'it takes none of the subprotocols offered',
  message_timeout: (cause) => `no message on the open WebSocket${after(cause)}`,
  websocket_closed: () => 'the WebSocket was closed before a message came',
  rate_limited: () => 'answers 429 (too many requests)',
  blocked_by_waf: () => 'a firewall or bot check turns us away, so what is behind it is not seen',
  probe_error: () => 'its probe failed on our side',
  blocked_target: () => 'the address may not be probed from there',
  not_inspectable: () => 'it cannot be looked at from there',
  batch_deadline: () => 'its time ran out before this probe',
  no_slot: () => 'no free connection there',
  stalled: () => 'the probing machine was paused',
  silent: () => 'it did not answer us',
  still_measuring: () => 'it still waits for an answer to the probe before',
  location_unreachable: () => 'we could not reach it',
  controls_failed: () => 'its control targets failed too',
  controls_unproven: () => 'no control target has answered there yet',
  unwell: () => 'it is unwell: it alone fails what others reach',
  same_colo: () => 'it stands in the same data centre as another place that is asked',
  no_route: () => 'that place has no way over these addresses (IPv4 or IPv6)',
  never_reached: () => 'this target was never reached from there',
  resolver_unavailable: () => 'no resolver could be asked there',
  resolvers_disagree: () => 'its resolvers do not agree',
  registry_unavailable: () => 'the registry gave no answer',
  registry_unknown: () => 'its top-level domain has no registry that can be asked',
  expiry_not_told: () => 'the registry tells no last day',
  lender_away: () => 'the master that lends it does not answer',
  lender_spent: () => 'the master that lends it has no looks left for today',
  lender_refused: () => 'the master that lends it refuses our key',
  lender_unable: () => 'it could not measure, as the master that lends it says',
}
