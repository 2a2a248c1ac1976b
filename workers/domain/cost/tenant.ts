// What one workspace costs whoever runs the installation: what was counted of it, times what a unit
// costs beyond all that is included. An upper bound for a small installation, where much is included.
import { mailDollars, prices } from './prices.ts'
import { units } from './units.ts'

/** Counted over some days. */
export interface TenantUse {
  days: number
  /** Probes that were made. */
  probes: number
  /** Looks that were lent to others: a probe each. */
  lent: number
  /** Rows of history that are kept now, and samples in the packed ones. */
  sampleRows: number
  samples: number
  hourRows: number
  dayRows: number
  /** Messages that left, by mail of the installation, and by text or call of its account. */
  mails: number
  /** Parts of texts, and calls; and their list price. */
  parts: number
  partsDollars: number
  /** All others: chat, webhooks, and what goes by accounts of their own. */
  others: number
}

export interface CostLine {
  name: string
  amount: number
  unit: string
  dollars: number
}

/** Dollars for one probe: CPU, wakes and rows of its shard, by its share of them. */
export function probeDollars(): number {
  const probesPerSlot = units.checks * units.locations
  const each = (price: { dollars: number; per: number }, perSlot: number) =>
    (perSlot / probesPerSlot / price.per) * price.dollars
  return (
    (units.cpuMsPerProbe / prices.workerCpuMs.per) * prices.workerCpuMs.dollars +
    each(prices.objectRequests, units.alarms) +
    each(prices.objectRowsWritten, units.rowsWritten) +
    each(prices.objectGbSeconds, (units.busyMs / 1000) * units.objectGb)
  )
}

/** Gigabytes of history in Postgres. */
export function storedGbOf(
  use: Pick<TenantUse, 'sampleRows' | 'samples' | 'hourRows' | 'dayRows'>,
) {
  const bytes =
    use.sampleRows * units.sampleRowBytes +
    use.samples * units.sampleBytes +
    use.hourRows * units.rollupRowBytes +
    use.dayRows * units.dayRowBytes
  return bytes / 1e9
}

/** A line for each thing that costs; history is for a month of keeping. */
export function costOf(use: TenantUse): CostLine[] {
  const gb = storedGbOf(use)
  return [
    { name: 'Probes', amount: use.probes, unit: '', dollars: use.probes * probeDollars() },
    { name: 'Looks lent', amount: use.lent, unit: '', dollars: use.lent * probeDollars() },
    {
      name: 'Rows of history kept',
      amount: use.sampleRows + use.hourRows + use.dayRows,
      unit: '',
      dollars: gb * prices.neonGb.dollars,
    },
    { name: 'Mails', amount: use.mails, unit: '', dollars: use.mails * mailDollars },
    { name: 'Texts and calls', amount: use.parts, unit: 'parts', dollars: use.partsDollars },
    { name: 'Other messages', amount: use.others, unit: '', dollars: 0 },
  ]
}

/** What a workspace will cost in thirty days by how its checks are set up: probes alone. */
export function monthlyDollars(probesPerDay: number): number {
  return probesPerDay * 30 * probeDollars()
}

/** `$0.0042`, `$1.20`, `$1,204`. */
export function dollarsText(dollars: number): string {
  if (dollars === 0) return '$0'
  const digits = dollars < 0.1 ? 4 : dollars < 100 ? 2 : 0
  const least = 10 ** -digits
  if (dollars < least) return `under $${least}`
  return `$${dollars.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`
}
