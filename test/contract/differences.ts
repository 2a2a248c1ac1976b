// Where an agent sees what an edge location cannot, or the other way round. Every suite of this folder
// that runs by both asks this list; what is not in it is the same by both.
import type { Road } from './probe-world.ts'

export interface Differences {
  /** Whether a cipher of old that is no longer offered by most is spoken, so that trust is told. */
  speaksOldCiphers: boolean
  /** Whether its network refuses connections to Cloudflare's own customers. */
  isBesideCloudflare: boolean
}

const edge: Differences = { speaksOldCiphers: false, isBesideCloudflare: true }

/** By the road on which a place is asked. */
export const differences: Record<Road, Differences> = {
  'signed request': edge,
  'service binding': edge,
  agent: { speaksOldCiphers: true, isBesideCloudflare: false },
}
