// That pages of the present are as they were last written: said by their shard for all of them in one
// document, so that a page is written when it changes and not only to say how old it is.
import type { PageSnapshot } from '../page.ts'

/** PERSISTED CONTRACT: in KV under `vouch:<shard>`, each ten minutes. */
export interface Vouched {
  v: 1
  at: number
  /** Of the pages that were in KV, and right, at this moment. */
  slugs: string[]
}

/** Where the word of a shard is. */
export function vouchKey(shard: string): string {
  return `vouch:${shard}`
}

/** The snapshot with the age that it has by its shard's word. */
export function withVouched(snapshot: PageSnapshot, vouched: Vouched | null): PageSnapshot {
  const isIn = vouched?.slugs.includes(snapshot.slug) ?? false
  if (!vouched || !isIn || vouched.at <= snapshot.updatedAt) return snapshot
  return { ...snapshot, updatedAt: vouched.at }
}
