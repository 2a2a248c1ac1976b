// How an hour's samples and a histogram lie in their columns: packed, and as they were stored before,
// in plain arrays. Whoever reads a row gets the same from both.
import { histogramOfBuckets } from '../domain/histogram.ts'
import { pack, type Series, type Unpacked, unpack } from '../domain/packing.ts'

/** `samples.v`: 1 is three arrays, 2 is bytes. */
export const packedVersion = 2

/** The columns of a row of samples, of either version. */
interface SampleColumns {
  v: number
  n: number
  packed: string | null
  offsets: number[] | null
  latencies: number[] | null
  outcomes: number[] | null
}

/** The columns of a rollup: one of them is null. */
interface HistogramColumns {
  histogram: number[] | null
  buckets: number[] | null
}

/** The arrays of a row, as JSON brings it. */
export function seriesIn({ v, n, packed, ...plain }: SampleColumns): Unpacked {
  if (v === packedVersion) return unpack(bytesOf(packed ?? ''), n)
  const { offsets, latencies, outcomes } = plain
  return { offsets: offsets ?? [], latencies: latencies ?? [], outcomes: outcomes ?? [] }
}

/** Counts of every bucket. */
export function histogramIn({ histogram, buckets }: HistogramColumns): number[] {
  return histogram ?? histogramOfBuckets(buckets ?? [])
}

/** Bytes as Postgres takes them in JSON. */
export function packedText(series: Series): string {
  let text = '\\x'
  for (const byte of pack(series)) text += byte.toString(16).padStart(2, '0')
  return text
}

/** A row as it is handed out: what people can read in place of what is packed. */
export function plainRow(table: string, row: Record<string, unknown>): Record<string, unknown> {
  if (table === 'samples') {
    const { packed: _, ...rest } = row
    return { ...rest, ...seriesIn(row as unknown as SampleColumns) }
  }
  if (!table.startsWith('rollups_')) return row
  const { buckets: _, ...rest } = row
  return { ...rest, histogram: histogramIn(row as unknown as HistogramColumns) }
}

/** `\x0a0b`, as Postgres says bytes in JSON. */
function bytesOf(text: string): Uint8Array {
  const pairs = text.slice(2).match(/../g) ?? []
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16))
}
