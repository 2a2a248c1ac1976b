// Speaks wrangler's command lines as a program on the PATH: records each call with what came on its
// standard input, remembers Workers, secrets and namespaces in a folder, and fails when told to.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

interface World {
  kv: { id: string; title: string }[]
  /** Names of the secrets of a Worker; the Worker is there when it has an entry. */
  secrets: Record<string, string[]>
  versions: number
  /** Number of the call that fails, counted from 0; null: none. */
  failAt: number | null
  calls: number
  /** Where the Workers answer. */
  address: string
}

const folder = process.env.FAKE_WRANGLER!
const worldFile = join(folder, 'world.json')

function main(args: string[]): undefined {
  const input = readFileSync(0, 'utf8')
  const lock = join(folder, 'lock')
  locked(lock)
  const world = JSON.parse(readFileSync(worldFile, 'utf8')) as World
  const call = world.calls
  world.calls += 1
  appendFileSync(join(folder, 'calls'), `${JSON.stringify({ args, input })}\n`)
  const end = (code: number, out = ''): undefined => {
    writeFileSync(worldFile, JSON.stringify(world))
    unlocked(lock)
    process.stdout.write(out)
    process.exitCode = code
  }
  if (world.failAt === call)
    return end(1, 'A request to the Cloudflare API failed. [code: 10013]\n')
  const named = args.indexOf('-c') === -1 ? null : args[args.indexOf('-c') + 1]!
  const config = named ? (JSON.parse(readFileSync(named, 'utf8')) as { name: string }) : null
  const command = args.slice(0, 2).join(' ')
  if (args.slice(0, 3).join(' ') === 'kv namespace list') return end(0, JSON.stringify(world.kv))
  if (args.slice(0, 3).join(' ') === 'kv namespace create') {
    world.kv.push({ id: 'a'.repeat(31) + world.kv.length, title: args[3]! })
    return end(0, 'Success\n')
  }
  if (command === 'secret list') {
    const names = world.secrets[config!.name]
    if (!names) return end(1, `Worker "${config!.name}" not found.\n`)
    return end(0, JSON.stringify(names.map((name) => ({ name, type: 'secret_text' }))))
  }
  if (command === 'secret bulk') {
    const names = Object.keys(JSON.parse(input) as object)
    world.secrets[config!.name] = [...new Set([...(world.secrets[config!.name] ?? []), ...names])]
    return end(0, 'Finished\n')
  }
  if (args[0] === 'rollback') return end(0, 'SUCCESS\n')
  if (args[0] !== 'deploy') return end(1, `Unknown argument: ${args[0]}\n`)
  if (args.includes('--dry-run')) {
    const outdir = args[args.indexOf('--outdir') + 1]!
    mkdirSync(outdir, { recursive: true })
    writeFileSync(
      join(outdir, 'index.js'),
      'export {\n  AgentDoor,\n  Courier,\n  Desk,\n  Shard,\n  index as default\n};\n',
    )
    return end(0, '--dry-run: exiting now.\n')
  }
  world.versions += 1
  world.secrets[config!.name] ??= []
  const said = {
    type: 'deploy',
    version: 1,
    worker_name: config!.name,
    version_id: `version-${world.versions}`,
    targets: [`${world.address}/${config!.name}`, 'schedule: * * * * *'],
  }
  const output = process.env.WRANGLER_OUTPUT_FILE_PATH
  if (output)
    appendFileSync(
      output,
      `${JSON.stringify({ type: 'wrangler-session' })}\n${JSON.stringify(said)}\n`,
    )
  return end(0, 'Uploaded\n')
}

/** Two run at once: one at a time in the file. */
function locked(path: string): void {
  for (;;) {
    try {
      mkdirSync(path)
      return
    } catch {
      if (!existsSync(folder)) process.exit(1)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

function unlocked(path: string): void {
  rmdirSync(path)
}

main(process.argv.slice(2))
