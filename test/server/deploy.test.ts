// `npm run deploy` with a wrangler that speaks the real command lines, a real database, and Workers
// that answer on loopback: the order, each failure and the run after it, secrets, rollback.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildAll } from '../../server/build.ts'
import { type DeployRoom, deploy } from '../../server/deploy/deploy.ts'
import { rehearse } from '../../server/deploy/rehearsal.ts'
import { rollback } from '../../server/deploy/rollback.ts'
import { readDeploySettings, settingsOf } from '../../server/deploy/settings.ts'
import { openWrangler } from '../../server/deploy/wrangler.ts'
import { migrationNames } from '../../server/migrate.ts'
import { version } from '../../server/variables.ts'
import { createDatabase } from '../contract/store-place.ts'
import { startStripe } from '../fakes/stripe.ts'

const root = join(import.meta.dirname, '..', '..')
const node = join(root, 'node_modules', '.bin', 'node')
const folders: string[] = []
let server: Server
let address: string
/** What the hub answers at /healthz. */
let health = { ok: true, problems: [] as string[], version: version() }
let database: Awaited<ReturnType<typeof createDatabase>>

beforeAll(async () => {
  await buildAll()
  database = await createDatabase('embedded', false)
  server = createServer((request, response) => {
    const place = /-region-([a-z-]+)$/.exec(request.url ?? '')?.[1]
    response.end(place ? `eSonar location ${place}: probes\n` : JSON.stringify(health))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  health = { ok: true, problems: [], version: version() }
})
afterAll(async () => {
  server.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  await database.drop()
})

interface Call {
  args: string[]
  input: string
}

/** A folder of one that is deployed already, to copy. */
let template: string | null = null

/** One that is deployed, and a wrangler that knows it. */
async function deployed() {
  if (template === null) {
    const first = installation()
    await first.run()
    template = first.folder
  }
  const one = installation()
  cpSync(template, one.folder, { recursive: true, filter: (path) => !path.endsWith('/wrangler') })
  return one
}

/** A fresh installation: a folder of its own, a wrangler that knows nothing yet. */
function installation(given: Record<string, string> = { DATABASE_URL: database.url }) {
  const folder = mkdtempSync(join(tmpdir(), 'esonar-deploy-test-'))
  folders.push(folder)
  const program = join(root, 'test', 'fakes', 'wrangler.ts')
  writeFileSync(join(folder, 'wrangler'), `#!/bin/sh\nexec "${node}" "${program}" "$@"\n`)
  chmodSync(join(folder, 'wrangler'), 0o755)
  const world = (change: object = {}) => {
    const file = join(folder, 'world.json')
    const before = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    writeFileSync(file, JSON.stringify({ ...before, ...change }))
  }
  const fresh = { kv: [], secrets: {}, versions: 0, failAt: null, calls: 0, address }
  writeFileSync(join(folder, 'world.json'), JSON.stringify(fresh))
  writeFileSync(join(folder, 'calls'), '')
  const toml = `base_url = "${address}"\nlocations = ["weur", "enam", "oc"]\n`
  writeFileSync(join(folder, 'staging.toml'), toml)
  const said: string[] = []
  const env = { PATH: `${folder}:/usr/bin:/bin`, FAKE_WRANGLER: folder, ...given }
  const room: DeployRoom = {
    folder,
    env,
    wrangler: openWrangler(env),
    ask: null,
    out: (line) => said.push(line),
    commit: 'abc123',
    build: async () => false,
    times: { patientMs: 40, everyMs: 20 },
  }
  const calls = () =>
    readFileSync(join(folder, 'calls'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Call)
  const read = () => readDeploySettings(folder, 'staging')
  return {
    folder,
    room,
    said,
    world,
    calls,
    forget: () => writeFileSync(join(folder, 'calls'), ''),
    run: (only: string[] | null = null, force = false) => deploy(room, read(), { only, force }),
    back: (to: number | null = null, isDry = false) => rollback(room, read(), { to, isDry }),
    dry: () => rehearse(room, read(), { only: null, force: false }),
    state: () => JSON.parse(readFileSync(join(folder, 'staging.json'), 'utf8')) as never as State,
    secrets: () =>
      JSON.parse(readFileSync(join(folder, 'staging.secrets.json'), 'utf8')) as {
        values: Record<string, string>
      },
  }
}

interface State {
  kv: string
  workers: Record<string, { version: string }>
  deployments: { id: number; objects: string; workers: Record<string, { version: string }> }[]
}

/** What a call does, in short: `deploy weur`, `bulk hub`. */
function short({ args }: Call): string {
  const config = args[args.indexOf('-c') + 1] ?? ''
  const worker = /([a-z-]+)\.json$/.exec(config)?.[1] ?? args[args.indexOf('--name') + 1]
  const verb =
    args[0] === 'kv' ? args.slice(1, 3).join(' ') : args[0] === 'secret' ? args[1] : args[0]
  return `${verb} ${worker}`
}

const workers = ['weur', 'enam', 'oc', 'hub']

describe('a first deployment', () => {
  it('goes from the database to the hub, and says what is live', async () => {
    const { run, calls, state, said, secrets, folder } = installation()
    await run()
    const done = calls().map(short)
    expect(done.slice(0, 4)).toEqual([
      'namespace list hub',
      'namespace create hub',
      'namespace list hub',
      'list hub',
    ])
    for (const one of workers)
      expect(done.indexOf(`bulk ${one}`)).toBeLessThan(done.indexOf(`deploy ${one}`))
    expect(done.slice(-2)).toEqual(['bulk hub', 'deploy hub'])
    expect(Object.keys(state().workers)).toHaveLength(4)
    expect(said.join('\n')).toContain(`applied ${migrationNames()[0]![1]}`)
    expect(said.at(-1)).toBe(`Deployment 1 is live at ${address}`)
    const hub = calls().find((one) => short(one) === 'deploy hub')!
    expect(hub.args).toContain('abc123')
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    const { rows } = await client.query(
      'select count(*)::int as n from drizzle.__drizzle_migrations',
    )
    await client.end()
    expect(rows[0].n).toBe(migrationNames().length)
    expect(statSync(join(folder, 'staging.secrets.json')).mode & 0o777).toBe(0o600)
    const { values } = secrets()
    for (const { args } of calls())
      for (const secret of Object.values(values)) expect(args.join(' ')).not.toContain(secret)
    expect(JSON.stringify(state())).not.toContain(values.SIGNING_SECRET)
    expect(said.join('\n')).not.toContain(values.AUTH_SECRET)
  })

  it('gives hub and regions one signing secret, and the rest to the hub alone', async () => {
    const { run, calls } = installation()
    await run()
    const put = Object.fromEntries(
      calls()
        .filter(({ args }) => args[1] === 'bulk')
        .map((one) => [short(one), JSON.parse(one.input) as Record<string, string>]),
    )
    const hub = put['bulk hub']!
    expect(Object.keys(hub).toSorted()).toEqual([
      'AUTH_SECRET',
      'DATABASE_URL',
      'SEAL_KEYS',
      'SIGNING_SECRET',
    ])
    for (const one of ['weur', 'enam', 'oc'])
      expect(put[`bulk ${one}`]).toEqual({ SIGNING_SECRET: hub.SIGNING_SECRET })
  })

  it('asks for what cannot be made, once', async () => {
    const one = installation({})
    await expect(one.run()).rejects.toThrow(/DATABASE_URL is missing .* environment/)
    const asked: string[] = []
    one.room.ask = async (question) => {
      asked.push(question)
      return database.url
    }
    await one.run()
    await one.run()
    expect(asked).toHaveLength(1)
    expect(asked[0]).toContain('DATABASE_URL')
  })
})

describe('a run that breaks off', () => {
  it('goes on where it stopped, whichever call failed', async () => {
    const whole = installation()
    await whole.run()
    const count = whole.calls().length
    expect(count).toBe(12)
    // Regions are like one another: the first one's calls, and the hub's.
    for (const failing of [0, 1, 3, 4, 5, 10, 11]) {
      const one = installation()
      one.world({ failAt: failing })
      await expect(one.run(), `call ${failing}`).rejects.toThrow(/failed[\s\S]*10013/)
      const { values } = failing > 3 ? one.secrets() : { values: null }
      await one.run()
      const done = one.calls()
      for (const worker of workers) {
        const deploys = done.filter((call) => short(call) === `deploy ${worker}`)
        expect(deploys.length, `${worker} after call ${failing}`).toBeLessThanOrEqual(2)
      }
      expect(Object.keys(one.state().workers), `call ${failing}`).toHaveLength(4)
      expect(done.length, `calls after ${failing}`).toBeLessThanOrEqual(count + 4)
      if (values) expect(one.secrets().values).toEqual(values)
    }
  }, 60_000)

  it('does nothing anew when nothing changed, and all when forced', async () => {
    const one = await deployed()
    one.forget()
    await one.run()
    expect(one.calls()).toEqual([])
    expect(one.state().deployments).toHaveLength(1)
    await one.run(['weur'], true)
    expect(one.calls().map(short)).toEqual(['deploy weur'])
    expect(one.state().deployments).toHaveLength(2)
  })

  it('touches nothing when the database is away', async () => {
    const one = installation({ DATABASE_URL: 'postgres://nobody:x@127.0.0.1:9/none' })
    await expect(one.run()).rejects.toThrow(/database could not be brought up to date/)
    expect(one.calls().map(short)).not.toContain('deploy weur')
  })

  it('says what the hub says when it is not well', async () => {
    health = { ok: false, problems: ['the database does not answer'], version: version() }
    const one = installation()
    await expect(one.run()).rejects.toThrow(/the database does not answer.*rollback/)
    health = { ok: true, problems: [], version: version() }
    await one.run()
    expect(one.state().deployments).toHaveLength(1)
  })
})

describe('going back', () => {
  it('puts the hub and then the regions back, and tells what stays', async () => {
    const one = await deployed()
    const first = one.state().workers
    await one.run(null, true)
    one.forget()
    await one.back()
    const done = one.calls()
    expect(short(done[0]!)).toBe('rollback esonar-staging')
    expect(done.map(({ args }) => args[1]).toSorted()).toEqual(
      Object.values(first)
        .map((worker) => worker.version)
        .toSorted(),
    )
    expect(one.state().workers).toEqual(first)
    expect(one.said.join('\n')).toMatch(/stays .*database.*Durable Objects/)
    await expect(one.back()).rejects.toThrow(/no earlier deployment/)
    one.forget()
    await one.back(2)
    expect(one.calls()).toHaveLength(4)
  })

  it('says what it would do, and does nothing, in a dry run', async () => {
    const one = await deployed()
    const first = one.state()
    await one.run(null, true)
    const second = one.state()
    one.forget()
    await one.back(null, true)
    expect([one.calls(), one.state()]).toEqual([[], second])
    const said = one.said.join('\n')
    expect(said).toContain(`esonar-staging, version ${first.workers['esonar-staging']!.version}`)
    expect(said).toContain('4 Workers would be put back')
    writeFileSync(join(one.folder, 'world.json'), '{}')
    const args = ['server/deploy/main.ts', 'rollback', '--env', 'staging', '--folder', one.folder]
    const ran = spawnSync(node, [...args, '--dry-run'], {
      cwd: root,
      encoding: 'utf8',
      env: one.room.env,
    })
    expect([ran.status, ran.stderr]).toEqual([0, ''])
    expect(ran.stdout).toContain('nothing is sent')
    expect([one.calls(), one.state()]).toEqual([[], second])
  })

  it('goes back to the last whole deployment after a run that broke off', async () => {
    const one = await deployed()
    const first = one.state().workers
    one.world({ failAt: 14 })
    await expect(one.run(null, true)).rejects.toThrow()
    expect(one.state().workers).not.toEqual(first)
    await one.back()
    expect(one.state().workers).toEqual(first)
  })

  it('goes on when it broke off itself', async () => {
    const one = await deployed()
    const first = one.state().workers
    await one.run(null, true)
    one.world({ failAt: 17 })
    await expect(one.back(1)).rejects.toThrow(/Putting back/)
    await one.back(1)
    expect(one.state().workers).toEqual(first)
  })

  it('refuses to go back over a migration of objects', async () => {
    const one = await deployed()
    await one.run(null, true)
    const state = one.state()
    state.deployments[0]!.objects = 'v1'
    writeFileSync(join(one.folder, 'staging.json'), JSON.stringify(state))
    one.forget()
    await expect(one.back()).rejects.toThrow(/migration v4, which cannot be undone/)
    expect(one.calls()).toEqual([])
  })
})

describe('secrets', () => {
  it('does not make a new key where the old one is at Cloudflare', async () => {
    const one = await deployed()
    rmSync(join(one.folder, 'staging.secrets.json'))
    await expect(one.run()).rejects.toThrow(/AUTH_SECRET is at Cloudflare already/)
  })

  it('are not read from a file that others can read', async () => {
    const one = await deployed()
    chmodSync(join(one.folder, 'staging.secrets.json'), 0o644)
    await expect(one.run()).rejects.toThrow(/chmod 600/)
  })

  it('are put again, to the hub alone, when one is given anew', async () => {
    const one = await deployed()
    one.forget()
    one.room.env.WATCHDOG_URL = 'https://watchdog.example/1'
    await one.run()
    expect(one.calls().map(short)).toEqual(['bulk hub', 'deploy hub'])
  })

  it.each([
    ['DATABASE_URL', 'mysql://x', /DATABASE_URL is an address like postgres/],
    ['AUTH_SECRET', 'short', /AUTH_SECRET has 32 characters/],
    ['SEAL_KEYS', '{}', /SEAL_KEYS is/],
    ['OPERATOR_SECRET', 'x', /OPERATOR_SECRET is whsec_/],
    ['OPERATOR_URL', 'example', /OPERATOR_URL is an address/],
  ])('refuses %s that cannot be one, and does not say it', async (name, value, words) => {
    const one = installation({ DATABASE_URL: database.url, [name]: value })
    await expect(one.run()).rejects.toThrow(words)
    expect(one.calls().map(short)).not.toContain('bulk hub')
  })
})

describe('a database', () => {
  it('is never that of another environment, pooled or by another user', async () => {
    const one = installation()
    const theirs = new URL(database.url)
    theirs.username = 'somebody'
    const values = { DATABASE_URL: theirs.href }
    const file = join(one.folder, 'production.secrets.json')
    writeFileSync(file, JSON.stringify({ values, put: {} }), { mode: 0o600 })
    await expect(one.run()).rejects.toThrow(/DATABASE_URL is that of production/)
    expect(one.calls().map(short)).not.toContain('deploy hub')
    theirs.pathname = '/another'
    const others = { values: { DATABASE_URL: theirs.href }, put: {} }
    writeFileSync(file, JSON.stringify(others))
    await one.run()
  })
})

describe('prices', () => {
  it('are made at Stripe before the hub sells by them, and a key that is none stops it', async () => {
    const stripe = await startStripe()
    try {
      const one = await deployed()
      const toml = readFileSync(join(one.folder, 'staging.toml'), 'utf8')
      writeFileSync(
        join(one.folder, 'staging.toml'),
        `${toml}[variables]\nSTRIPE_URL = "${stripe.url}"\n`,
      )
      one.room.env.STRIPE_SECRET_KEY = 'sk_test_another_account'
      await expect(one.run()).rejects.toThrow(/prices at Stripe could not be made/)
      one.forget()
      one.room.env.STRIPE_SECRET_KEY = stripe.key
      await one.run()
      expect(one.said.filter((line) => line.includes('price  '))).not.toEqual([])
      expect(one.calls().map(short)).toEqual(['bulk hub', 'deploy hub'])
      expect(one.said.join('\n')).not.toContain(stripe.key)
      expect(one.said.join('\n')).toContain('nothing is sold until STRIPE_WEBHOOK_SECRET')
    } finally {
      await stripe.close()
    }
  })
})

describe('a dry run', () => {
  it('checks every Worker, sends nothing, writes nothing beside dist', async () => {
    const one = installation({ STRIPE_SECRET_KEY: 'sk_test_1' })
    await one.dry()
    expect(one.said.join('\n')).toContain('prices at Stripe')
    expect(one.calls().every(({ args }) => args.includes('--dry-run'))).toBe(true)
    expect(one.calls()).toHaveLength(4)
    expect(one.said.join('\n')).toContain('DATABASE_URL, asked for')
    expect(() => one.state()).toThrow()
    expect(() => one.secrets()).toThrow()
  })
})

describe('settings', () => {
  const rows: [toml: string, words: RegExp][] = [
    ['', /base_url is missing/],
    ['base_url = "http://example.com"', /base_url is an address that begins with https/],
    ['base_url = "https://example.com/x"', /base_url is an address without a path/],
    ['base_url = "https://a.example"\nplan = "gold"', /plan is one of free/],
    ['base_url = "https://a.example"\nlocations = ["weur", "mars", "oc"]', /has "mars"/],
    ['base_url = "https://a.example"\nlocations = ["weur", "oc"]', /three or more/],
    ['base_url = "https://a.example"\naccount_id = "x"', /account_id is 32/],
    ['base_url = "https://a.example"\nzone = "x y"', /zone is a domain/],
    ['base_url = "https://a.example"\nbase_uri = "x"', /base_uri is no setting/],
    ['base_url = "https://a.example"\n[variables]\nNOPE = "x"', /NOPE in \[variables\] is no/],
    ['base_url = "https://a.example"\n[variables]\nRESEND_API_KEY = "x"', /is a secret/],
  ]
  it.each(rows)('refuses %j', (toml, words) => {
    expect(() => settingsOf(toml, 'production.toml', 'production')).toThrow(words)
    expect(() => settingsOf(toml, 'production.toml', 'production')).toThrow(/^production\.toml/)
  })

  it('are named by the command line, with the remedy', () => {
    const ran = (...args: string[]) =>
      spawnSync(node, ['server/deploy/main.ts', ...args], { cwd: root, encoding: 'utf8' })
    expect(ran('--dry-run').stderr).toContain('--env is missing')
    expect(ran('--env', 'staging', '--only', 'mars').stderr).toContain('--only has "mars"')
    const nowhere = ran('--env', 'staging', '--folder', '/nowhere')
    expect(nowhere.stderr).toContain('copy deployments/example.toml')
    expect(nowhere.status).toBe(1)
  })
})
