// A page's snapshot as KV has it, also one that an earlier version wrote.
import type { PageSnapshot, PublicHealth } from '../page.ts'

interface First {
  v: 1
  slug: string
  title: string
  checks: { name: string; health: PublicHealth; since: number }[]
  updatedAt: number
}

/** The snapshot; null: there is none. */
export function readSnapshot(stored: PageSnapshot | First | null): PageSnapshot | null {
  if (stored?.v !== 1) return stored
  const components = stored.checks.map((one, index) => ({ key: `c${index}`, ...one }))
  return {
    v: 2,
    slug: stored.slug,
    title: stored.title,
    text: '',
    accent: null,
    theme: 'auto',
    language: 'en',
    logo: null,
    isIndexed: true,
    access: 'open',
    embedOn: [],
    groups: [{ name: null, components }],
    incidents: [],
    maintenance: [],
    updatedAt: stored.updatedAt,
  }
}
