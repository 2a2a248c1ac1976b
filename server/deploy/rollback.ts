// Puts an earlier deployment back: the hub first, then the regions, so that no hub asks a region
// older than itself. What cannot be put back is said, before and after.
import { migrationNames } from '../migrate.ts'
import { Refusal } from '../refusal.ts'
import { nameOf } from './configs.ts'
import type { DeployRoom } from './deploy.ts'
import { proveHub, proveRegion } from './proof.ts'
import type { DeploySettings } from './settings.ts'
import { type Deployment, earlier, openState, type StateFile } from './state.ts'
import { inTwos } from './twos.ts'

/** Goes back to the deployment of this id; without one, to the one before. `isDry`: says what it would
 *  do, and does nothing. */
export async function rollback(
  room: DeployRoom,
  settings: DeploySettings,
  { to, isDry }: { to: number | null; isDry: boolean },
) {
  const file = openState(room.folder, settings.environment)
  const target = targetOf(file, to)
  checkObjects(file, target)
  const { out } = room
  const hub = nameOf(settings, null)
  if (isDry) out(`A dry run of going back at ${settings.baseUrl}: nothing is sent`)
  out(
    `Back to deployment ${target.id} of ${target.at}${target.commit ? ` (${target.commit})` : ''}`,
  )
  sayWhatStays(room, target)
  const moved = Object.keys(target.workers).filter(
    (name) => target.workers[name]!.version !== file.state.workers[name]?.version,
  )
  const back = async (name: string) => {
    const deployed = target.workers[name]!
    if (!isDry) {
      await room.wrangler.rollback(name, deployed.version, settings.accountId)
      file.state.workers[name] = deployed
      file.save()
    }
    out(`  ${name === hub ? 'hub   ' : 'region'}     ${name}, version ${deployed.version}`)
  }
  if (moved.includes(hub)) await back(hub)
  await inTwos(
    moved.filter((name) => name !== hub),
    back,
  )
  if (isDry) {
    out(`${moved.length} Workers would be put back`)
    return
  }
  await prove(room, settings, target)
  out(
    moved.length === 0
      ? 'It runs already.'
      : `Deployment ${target.id} is live again at ${settings.baseUrl}`,
  )
}

function targetOf({ state, path }: StateFile, to: number | null): Deployment {
  if (to === null) {
    const found = earlier(state)
    if (!found) throw new Refusal(`${path} knows no earlier deployment.`)
    return found
  }
  const found = state.deployments.find(({ id }) => id === to)
  const ids = state.deployments.map(({ id }) => id).join(', ')
  if (!found) throw new Refusal(`${path} knows no deployment ${to}; there are ${ids || 'none'}.`)
  return found
}

/** Cloudflare refuses to go back over a migration of Durable Objects: their class would be gone. */
function checkObjects({ state }: StateFile, target: Deployment): void {
  const newest = state.deployments.at(-1)!.objects
  if (target.objects === newest) return
  throw new Refusal(
    `Deployment ${target.id} is from before the Durable Object migration ${newest}, which cannot be undone; repair it forward, with a new deployment.`,
  )
}

function sayWhatStays({ out }: DeployRoom, target: Deployment): void {
  const now = migrationNames().at(-1)![1]
  const database =
    target.migration === now
      ? 'the database (at the same migration)'
      : `the database (at ${now} or later; migrations run forward only, and each version works with the schema after it)`
  out(`  stays      ${database}, what Durable Objects and KV hold, cron and domain`)
  out('  comes back the secrets as they were with those versions')
}

async function prove({ out, times }: DeployRoom, settings: DeploySettings, target: Deployment) {
  for (const location of settings.locations) {
    const url = target.workers[nameOf(settings, location)]?.urls[0]
    if (url) await proveRegion(location, url, times)
  }
  await proveHub(settings.baseUrl, null, times)
  out(`  answers    ${settings.baseUrl}/healthz and each region`)
}
