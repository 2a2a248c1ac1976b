// Whether a check may send as many probes to a site as it wants to: within what nobody must prove, or
// with a proof that the site is the workspace's.
import type { Check } from '../domain/check/index.ts'
import { Problem } from '../domain/problem.ts'
import { probesPerMinute, siteOfCheck, siteProof, tooMany } from '../domain/site.ts'
import type { HubPorts } from '../hub-ports.ts'

/** Refuses the interval, with the limit and both ways to prove; self-hosted nothing is limited. */
export async function verifySite(
  hub: HubPorts,
  check: Check,
  before: Check | null = null,
): Promise<void> {
  if (hub.settings.plan === 'self-hosted') return
  const site = siteOfCheck(check)
  if (site === null) return
  const rate = (one: Check) => probesPerMinute(one, placesOf(hub, one))
  const wanted = rate(check)
  // What was allowed may stay as it is, or ask for less.
  if (before && siteOfCheck(before) === site && wanted <= rate(before)) return
  const others = (await hub.config.checksNear(site)).filter(
    (one) => one.id !== check.id && siteOfCheck(one) === site,
  )
  const sum = (some: Check[]) => some.reduce((total, one) => total + rate(one), wanted)
  const own = sum(others.filter((one) => one.workspace === check.workspace))
  const over = tooMany(own, sum(others))
  if (!over || (await isProven(hub, site, check.workspace))) return
  const { name, url, value } = siteProof(site, check.workspace)
  throw new Problem(
    'invalid',
    `would send more than ${over.limit} probes a minute to ${site} from ${over.whose}: ask less often or from fewer places, ` +
      `or show that ${site} is yours by the text ${value} in a TXT record of ${name}, or in ${url}`,
    'intervalSeconds',
  )
}

/** The installation's own places that ask a check: agents ask from machines of their owner. */
function placesOf(hub: HubPorts, check: Check): number {
  const list = hub.locations()
  if (!check.locations) return list.filter((one) => one.default).length
  return check.locations.filter((id) => list.some((one) => one.id === id)).length
}

async function isProven(hub: HubPorts, site: string, workspace: string): Promise<boolean> {
  const { name, url, value } = siteProof(site, workspace)
  const texts = await hub.txt(name).catch(() => [])
  if (texts.some((text) => text.trim().replace(/^"(.*)"$/, '$1') === value)) return true
  const said = await hub.outward.send({ method: 'GET', url, headers: [], body: '' })
  return said.kind === 'answered' && said.status === 200 && said.body.trim() === value
}
