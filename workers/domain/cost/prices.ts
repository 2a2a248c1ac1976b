// What the platforms charge, in US dollars a month, as their own pages said on this day. Overage is
// rounded up to the unit, as the bill is.

export const pricesOf = '2026-11-22'

export interface Price {
  /** Included in the base fee. */
  included: number
  /** Dollars for so many beyond that. */
  dollars: number
  per: number
}

export const prices = {
  /** Workers Paid. */
  base: 5,
  workerRequests: { included: 10e6, dollars: 0.3, per: 1e6 },
  workerCpuMs: { included: 30e6, dollars: 0.02, per: 1e6 },
  objectRequests: { included: 1e6, dollars: 0.15, per: 1e6 },
  objectGbSeconds: { included: 400_000, dollars: 12.5, per: 1e6 },
  objectRowsWritten: { included: 50e6, dollars: 1, per: 1e6 },
  objectGb: { included: 5, dollars: 0.2, per: 1 },
  kvWrites: { included: 1e6, dollars: 5, per: 1e6 },
  kvReads: { included: 10e6, dollars: 0.5, per: 1e6 },
  /** Neon Launch, per hour of one compute unit, and per GB and month. */
  neonCuHours: { included: 0, dollars: 0.106, per: 1 },
  neonGb: { included: 0, dollars: 0.35, per: 1 },
} as const satisfies Record<string, Price | number>

/** What an amount costs. */
export function priceOf(amount: number, { included, dollars, per }: Price): number {
  const over = Math.max(0, amount - included)
  // Hours and gigabytes are billed by the part, millions by the whole.
  return (per === 1 ? over : Math.ceil(over / per)) * dollars
}

/** Dollars for one mail by the installation's carrier: 20 for 50,000. */
export const mailDollars = 20 / 50_000
