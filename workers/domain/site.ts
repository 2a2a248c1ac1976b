// Whom probes reach: a site is the name somebody registered, with all hosts below it. Where strangers
// share an installation, nobody may turn its locations on a site that is not his.
import { type Check, isAsked, orderTarget } from './check/index.ts'
import { targetHost } from './measurement.ts'

/** Probes a minute that a workspace sends to one site without a proof, and all of them together. */
export const perWorkspaceMax = 600
export const perSiteMax = 1_800

/** Names below which anybody may register, or gets a host of his own. */
const shared = new Set(
  `co.uk org.uk me.uk com.au net.au org.au co.nz co.jp ne.jp or.jp com.br com.cn com.tw co.kr co.in co.za
  com.mx com.ar com.tr com.sg com.hk com.pl github.io gitlab.io workers.dev pages.dev herokuapp.com
  vercel.app netlify.app web.app firebaseapp.com azurewebsites.net cloudfront.net onrender.com fly.dev`.split(
    /\s+/,
  ),
)

/** The site of a host; an address is a site of its own. */
export function siteOf(host: string): string {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (name.includes(':') || name.startsWith('[') || /^[\d.]+$/.test(name)) return name
  const labels = name.split('.')
  const take = shared.has(labels.slice(-2).join('.')) ? 3 : 2
  return labels.slice(-take).join('.')
}

/** The site that a check's probes reach; null: none. */
export function siteOfCheck(check: Check): string | null {
  if (!isAsked(check) || check.type === 'dns' || check.type === 'domain') return null
  try {
    return siteOf(targetHost(orderTarget(check)))
  } catch {
    return null
  }
}

/** Probes a minute of a check that is asked from so many of the installation's own places. */
export function probesPerMinute(check: Check, places: number): number {
  return check.paused ? 0 : (60 / check.intervalSeconds) * places
}

/** The text that proves a site, and where it is looked for. */
export function siteProof(site: string, workspace: string) {
  return {
    name: `_esonar.${site}`,
    url: `https://${site}/.well-known/esonar.txt`,
    value: `esonar=${workspace}`,
  }
}

/** What is over, or null. `own`: of this workspace, `all`: of every one. */
export function tooMany(own: number, all: number): { limit: number; whose: string } | null {
  if (own > perWorkspaceMax) return { limit: perWorkspaceMax, whose: 'this workspace' }
  return all > perSiteMax ? { limit: perSiteMax, whose: 'all workspaces together' } : null
}
