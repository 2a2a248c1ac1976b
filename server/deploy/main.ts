// `npm run deploy -- --env staging|production [--dry-run] [--only …] [--force]` and
// `npm run deploy -- rollback --env … [--to N]`. docs/deploy.md is for whoever runs it.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildAll } from '../build.ts'
import { Refusal } from '../refusal.ts'
import { terminalAsk } from './ask.ts'
import { type DeployRoom, deploy } from './deploy.ts'
import { placesOnEarth } from './places.ts'
import { proofTimes } from './proof.ts'
import { rehearse } from './rehearsal.ts'
import { rollback } from './rollback.ts'
import { environments, readDeploySettings, settingsOf } from './settings.ts'
import { openWrangler } from './wrangler.ts'

const root = join(import.meta.dirname, '..', '..')
const usage = `Usage: npm run deploy -- --env staging|production [--dry-run] [--only PARTS] [--force]
       npm run deploy -- rollback --env staging|production [--to DEPLOYMENT] [--dry-run]

  --dry-run   says each step and checks every Worker; sends nothing
  --only      some of database, regions, hub or locations like weur, with commas between
  --force     deploys also Workers that are there as they are
  --to        the number of a deployment; the one before when left out
  --folder    where settings, state and secrets lie (deployments)`

async function main(argv: string[]): Promise<void> {
  const { words, options } = read(argv)
  if (options.help) return console.log(usage)
  const environment = environments.find((one) => one === options.env)
  if (!environment) throw new Refusal(`--env is missing: staging or production.\n\n${usage}`)
  const folder = resolve(options.folder ?? join(root, 'deployments'))
  const room: DeployRoom = {
    folder,
    env: process.env,
    wrangler: openWrangler(process.env),
    ask: terminalAsk(),
    out: (line) => console.log(line),
    commit: commitOf(),
    build: buildAll,
    times: proofTimes,
  }
  if (words.length > 0) {
    if (words[0] !== 'rollback' || words.length > 1)
      throw new Refusal(`there is no "${words.join(' ')}".\n\n${usage}`)
    const way = { to: numberOf(options.to), isDry: options['dry-run'] ?? false }
    return rollback(room, readDeploySettings(folder, environment), way)
  }
  const scope = { only: partsOf(options.only), force: options.force ?? false }
  if (!options['dry-run']) return deploy(room, readDeploySettings(folder, environment), scope)
  if (existsSync(join(folder, `${environment}.toml`)))
    return rehearse(room, readDeploySettings(folder, environment), scope)
  const example = join(root, 'deployments', 'example.toml')
  console.log(`${environment}.toml is not there: with the values of deployments/example.toml`)
  await rehearse(room, settingsOf(readFileSync(example, 'utf8'), example, environment), scope)
}

function read(argv: string[]) {
  try {
    const { positionals, values } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        env: { type: 'string' },
        'dry-run': { type: 'boolean' },
        only: { type: 'string' },
        force: { type: 'boolean' },
        to: { type: 'string' },
        folder: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    return { words: positionals, options: values }
  } catch (fault) {
    throw new Refusal(`${(fault as Error).message.split('. ')[0]}.\n\n${usage}`)
  }
}

function partsOf(text: string | undefined): string[] | null {
  if (text === undefined) return null
  const parts = text.split(',').map((one) => one.trim())
  const known = ['database', 'regions', 'hub', ...Object.keys(placesOnEarth)]
  const unknown = parts.find((one) => !known.includes(one))
  if (unknown !== undefined)
    throw new Refusal(`--only has "${unknown}"; there are ${known.join(', ')}.`)
  return parts
}

function numberOf(text: string | undefined): number | null {
  if (text === undefined) return null
  if (!/^\d+$/.test(text)) throw new Refusal('--to is the number of a deployment, like 7.')
  return Number(text)
}

/** The commit that is checked out; null where git is not. */
function commitOf(): string | null {
  try {
    const options = { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] as 'pipe'[] }
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], options).toString().trim()
  } catch {
    return null
  }
}

try {
  await main(process.argv.slice(2))
} catch (fault) {
  if (!(fault instanceof Refusal)) throw fault
  console.error(fault.message)
  process.exit(1)
}
