// A workspace on its way from one shard to another: what is written of it, and how its documents are
// parted into parcels.

/** A document of a shard, by its key. */
export type Document = [key: string, value: unknown]

/** PERSISTED CONTRACT: where a workspace went. */
export interface Gone {
  v: 1
  workspace: string
  /** Name of the shard. */
  to: string
  /** Counts its moves. */
  epoch: number
  /** Parcels that wait to be taken; null: all were. */
  parcels: number | null
  /** When it left. */
  at?: number
}

/** What the other shard is told when it was given all. */
export interface Arrival {
  epoch: number
  parcels: number
  /** When it left the other shard: since then nobody heard for it. */
  at: number
}

/** Below what one row, and far below what one call between objects, may carry. */
const parcelCharsMax = 500_000
/** Samples of one document. */
export const rowsPerLog = 4_000

/** Parcels, each small enough for a row; a document is never parted. */
export function parcelsOf(documents: readonly Document[]): Document[][] {
  const parcels: Document[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const document of documents) {
    const chars = JSON.stringify(document).length
    if (size + chars > parcelCharsMax) {
      parcels.push([])
      size = 0
    }
    parcels.at(-1)!.push(document)
    size += chars
  }
  return parcels
}
