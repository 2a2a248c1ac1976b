// What a registry says of a domain, over RDAP (RFC 9082, 9083). Travels in orders and measurements.

export interface DomainTarget {
  /** In ASCII, lower case; may be a host within the registered domain. */
  name: string
}

export interface Registration {
  /** The registered domain that the name belongs to; the name itself when there is none. */
  name: string
  /** The registry knows it. */
  isFound: boolean
  /** RFC 3339, as the registry wrote it; null: it tells none. */
  expiresAt: string | null
  registrar: string | null
  /** Status values as RFC 8056 names them, lower case: `pending delete`, `client hold`. */
  states: string[]
  /** Who answered. */
  server: string
}

/** Status values that mean it will be, or is, lost or out of use, worst first. */
export const lostStates = {
  'pending delete': 'domain_pending_delete',
  'redemption period': 'domain_redemption',
  'pending restore': 'domain_redemption',
  'client hold': 'domain_hold',
  'server hold': 'domain_hold',
} as const
