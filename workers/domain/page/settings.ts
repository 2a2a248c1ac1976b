// What a status page is made of besides its name: components under headings, its looks, who may
// see it and at which address. All of it is optional: a page made by an earlier version has none.
import type { Language } from './words/index.ts'

export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** What a component that no check stands behind is said to be, by hand. */
export const handStates = ['up', 'slow', 'down', 'maintenance'] as const
export type HandState = (typeof handStates)[number]

export interface Component {
  /** Public: in links and subscriptions. */
  key: string
  name: string
  /** A check, or a group of them; null: set by hand. */
  check: string | null
  hand?: HandState | null
}

export interface Group {
  /** Null: components without a heading. */
  name: string | null
  components: Component[]
}

export interface Domain {
  host: string
  /** To be put into a TXT record of `_esonar.<host>`. */
  token: string
  /** RFC 3339; null: not proven yet, and not served. */
  provenAt: string | null
}

export interface Logo {
  hash: string
  type: 'image/png' | 'image/svg+xml'
}

export interface Template {
  name: string
  text: string
}

export const accesses = ['open', 'password', 'members'] as const
export type Access = (typeof accesses)[number]

export interface PageSettings {
  /** Absent: one component for each of `checks`. */
  groups?: Group[] | null
  /** Custom text above the services. */
  text?: string
  /** `#rrggbb`. */
  accent?: string | null
  theme?: Theme
  /** Where the browser asks for none that we know. */
  language?: Language
  logo?: Logo | null
  domain?: Domain | null
  /** The host proven for this page: unique. */
  host?: string | null
  /** Incidents of the checks are shown, and written about, by themselves; absent: they are. */
  auto?: boolean
  /** Words to begin an update with. */
  templates?: Template[]
  /** Search engines may list it; absent: they may. */
  isIndexed?: boolean
  /** Absent: everybody. */
  access?: Access
  /** Of its password; never shown. */
  gate?: { salt: string; hash: string }
  /** Origins that may show it in a frame; absent or none: all. */
  embedOn?: string[]
  /** Planned windows of maintenance are announced by themselves; absent: they are. */
  autoMaintenance?: boolean
}

export const componentsMax = 200
export const textMax = 2_000

/** All components, in order. */
export function componentsOf(groups: Group[]): Component[] {
  return groups.flatMap((group) => group.components)
}

/** A public key of a check's component that tells nothing of its id: FNV-1a, 32 bits. */
export function keyOf(check: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < check.length; index += 1) {
    hash = Math.imul(hash ^ check.charCodeAt(index), 0x01000193) >>> 0
  }
  return `c${hash.toString(36)}`
}
