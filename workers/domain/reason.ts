// The closed list of reasons a probe can fail, be blocked or not be measured for.
// Words are derived from these keys (`words/`); free text never decides anything.

/** What the target did wrong, measured or judged. Each of these is a vote for `fail`. */
export const failReasons = [
  'dns_nxdomain',
  'dns_servfail',
  'dns_refused',
  'dns_timeout',
  'dns_bogus',
  'dns_no_data',
  'dns_cname_loop',
  'dns_present',
  'connection_refused',
  'connect_timeout',
  'unreachable',
  'no_echo',
  'no_answer',
  'connection_reset',
  'tls_expired',
  'tls_not_yet_valid',
  'tls_self_signed',
  'tls_name_mismatch',
  'tls_untrusted_or_incomplete_chain',
  'tls_protocol',
  'tls_key_weak',
  'tls_handshake',
  'tls_client_cert_required',
  'tls_timeout',
  'not_tls',
  'empty_reply',
  'invalid_http',
  'headers_timeout',
  'body_timeout',
  'body_truncated',
  'body_decode',
  'redirect_loop',
  'redirect_limit',
  'redirect_bad_location',
  'redirect_unexpected',
  'redirect_elsewhere',
  'redirect_downgrade',
  'redirect_unmet',
  'status',
  'text_missing',
  'text_present',
  'expectation',
  'no_upgrade',
  'upgrade_invalid',
  'subprotocol',
  'message_timeout',
  'websocket_closed',
] as const
export type FailReason = (typeof failReasons)[number]

/** The target answers, but refuses us. No vote; a warning of its own when it lasts. */
export const blockedReasons = ['rate_limited', 'blocked_by_waf'] as const
export type BlockedReason = (typeof blockedReasons)[number]

/** Ours, not the target's: no vote. `unknown` changes nothing. */
export const unknownReasons = [
  'probe_error',
  'blocked_target',
  'not_inspectable',
  'batch_deadline',
  'no_slot',
  'stalled',
  'silent',
  'still_measuring',
  'location_unreachable',
  'controls_failed',
  'controls_unproven',
  'unwell',
  'same_colo',
  'never_reached',
  'no_route',
  'resolver_unavailable',
  'resolvers_disagree',
  'registry_unavailable',
  'registry_unknown',
  'expiry_not_told',
  'lender_away',
  'lender_spent',
  'lender_refused',
  'lender_unable',
] as const
export type UnknownReason = (typeof unknownReasons)[number]

/** Unknown because of whom we asked about the target: says nothing of the place that asked. */
export const sourceReasons: ReadonlySet<UnknownReason> = new Set<UnknownReason>([
  'resolver_unavailable',
  'resolvers_disagree',
  'registry_unavailable',
  'registry_unknown',
  'expiry_not_told',
  'lender_away',
  'lender_spent',
  'lender_refused',
  'lender_unable',
])

/** What is wrong with something that ends on a day. No vote: an incident beside health. */
export const expiryReasons = [
  'certificate_expires',
  'certificate_expired',
  'domain_expires',
  'domain_expired',
  'domain_pending_delete',
  'domain_redemption',
  'domain_hold',
  'domain_unregistered',
] as const
export type ExpiryReason = (typeof expiryReasons)[number]

export type Reason = FailReason | BlockedReason | UnknownReason | ExpiryReason

/** A timeout may turn out slow: it counts only once a patient probe waited in vain
 *  (verdict.md D18), unless the connection was never accepted (D17). */
export const patientReasons: ReadonlySet<FailReason> = new Set<FailReason>([
  'tls_timeout',
  'headers_timeout',
  'body_timeout',
  'message_timeout',
])
