// `--dry-run`: every step in words, and every Worker through wrangler's own checks; nothing is sent,
// nobody is asked, nothing is written but `dist/`.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dist } from '../build.ts'
import { migrationNames } from '../migrate.ts'
import { Refusal } from '../refusal.ts'
import { objectMigrations, objectsNow } from './base.ts'
import { kvTitle, type WorkerPlan, writeConfigs } from './configs.ts'
import type { DeployRoom, Scope } from './deploy.ts'
import { placesOnEarth } from './places.ts'
import { openKeychain } from './secrets.ts'
import type { DeploySettings } from './settings.ts'
import { openState } from './state.ts'
import { inTwos } from './twos.ts'
import { secrets } from './variables.ts'

/** Says what a deployment would do; throws a Refusal when a Worker would be refused. */
export async function rehearse(room: DeployRoom, settings: DeploySettings, scope: Scope) {
  const { out } = room
  const { environment, name, baseUrl } = settings
  const wants = (part: string) => scope.only === null || scope.only.includes(part)
  const { state } = openState(room.folder, environment)
  out(`A dry run of ${name} at ${baseUrl}: nothing is sent`)
  out((await room.build()) ? '  build      done' : '  build      up to date')
  out(`  kv         ${kvTitle(settings)}, ${state.kv ? 'as it is' : 'found or made'}`)
  const keys = openKeychain(room.folder, environment, settings.variables, room.env)
  for (const one of keys.missing())
    out(`  secret     ${one}, ${secrets[one]!.from === 'made' ? 'made by chance' : 'asked for'}`)
  if (wants('database'))
    out(`  database   up to ${migrationNames().at(-1)![1]}, over the direct host`)
  if (wants('hub') && keys.values().STRIPE_SECRET_KEY)
    out('  price      products and prices at Stripe, as the plans say')
  const plans = writeConfigs(settings, state.kv).filter(
    ({ location }) => wants(location ?? 'hub') || (location !== null && wants('regions')),
  )
  await inTwos(plans, async (plan) => {
    const outdir = join(dist, 'deploy', environment, 'dry', plan.location ?? 'hub')
    await room.wrangler.rehearse(plan.config, outdir)
    checkExports(plan, join(outdir, 'index.js'))
    const where = plan.location
      ? `at ${placesOnEarth[plan.location]!.region}`
      : `objects ${objectsNow}`
    out(`  ${plan.location ? 'region' : 'hub   '}     ${plan.name}, ${where}`)
  })
  out(`  answers    ${baseUrl}/healthz and each region would be asked`)
  out(`${plans.length} Workers would be deployed`)
}

/** The Worker as it would be sent: whole, and with every class that its migrations name. */
function checkExports({ name, location }: WorkerPlan, file: string): void {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const exported = /export \{([^}]*)\};?\s*$/.exec(text)?.[1] ?? ''
  const names = exported.split(',').map((one) =>
    one
      .trim()
      .split(/\s+as\s+/)
      .at(-1),
  )
  const classes = objectMigrations.flatMap((one) => one.new_sqlite_classes)
  const missing = ['default', ...(location === null ? classes : [])].filter(
    (one) => !names.includes(one),
  )
  if (missing.length > 0)
    throw new Refusal(`The Worker ${name} does not export ${missing.join(', ')}.`)
}
