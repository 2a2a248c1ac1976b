// Backup while it runs, the machine lost, restore elsewhere: nothing is forgotten, nothing is told
// twice. And an upgrade, which backs up first.
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, migrationNames } from '../../server/migrate.ts'
import { startPostgres } from '../../server/postgres.ts'
import { until } from '../fakes/client.ts'
import { esonar } from './cli-program.ts'
import { alive, endAll, freshFolder, type Program } from './program.ts'
import { incidentsOf, isAbout, type Outside, openOutside, stateOf } from './watching.ts'

let outside: Outside
let program: Program

beforeAll(async () => {
  outside = await openOutside()
  program = await outside.start()
})

afterAll(async () => {
  await endAll()
  await outside.close()
})

describe('a backup', () => {
  const file = join(freshFolder(), 'all.backup')
  const elsewhere = join(freshFolder(), 'data')
  let check = ''

  it('made while an incident is open is whole, and nobody notices', async () => {
    check = await outside.watch('/shop', {
      headers: [{ name: 'x-key', value: 'hidden-word' }],
    })
    await outside.turn(check, '/shop', 'bad')
    await outside.receiver.waitFor((one) => isAbout(one, check, 'incident.opened'), 40_000)
    const made = await esonar(['backup', file], { ESONAR_DATA: program.dataDir })
    expect([made.code, made.err]).toEqual([0, ''])
    expect(made.out).toMatch(/rows, 1 shard\./)
    const whole = await esonar(['restore', '--check', file])
    expect(whole.out).toContain('is whole')
    const again = await esonar(['backup', file], { ESONAR_DATA: program.dataDir })
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('is there already')])
    expect(readdirSync(program.dataDir).filter((name) => name.startsWith('copying'))).toEqual([])
  })

  it('that was killed leaves nothing for long, and eSonar goes on', async () => {
    const { dataDir } = program
    // Above every process id there can be: whoever made it is gone.
    const left = join(dataDir, 'copying-99999999')
    mkdirSync(left)
    writeFileSync(join(left, 'copy.sqlite'), 'half')
    const made = await esonar(['backup', join(freshFolder(), 'b')], { ESONAR_DATA: dataDir })
    expect([made.code, existsSync(left)]).toEqual([0, false])
    expect((await fetch(`${program.url}/healthz`)).status).toBe(200)
  })

  it('is not put in place under a running eSonar, nor over other things', async () => {
    const running = await esonar(['restore', file], { ESONAR_DATA: program.dataDir })
    expect([running.code, running.err]).toEqual([1, expect.stringContaining('stop it first')])
    const forced = await esonar(['restore', '--force', file], { ESONAR_DATA: program.dataDir })
    expect(forced.err).toContain('stop it first')
    const taken = freshFolder()
    writeFileSync(join(taken, 'thesis.txt'), 'mine')
    const other = await esonar(['restore', file], { ESONAR_DATA: taken })
    expect(other.err).toContain('is not empty')
    expect(readdirSync(taken)).toEqual(['thesis.txt'])
  })

  it('restored after kill -9 goes on elsewhere: same incident, secrets, keys; told once', async () => {
    const family = program.family()
    program.kill('SIGKILL')
    await program.ended
    await until('all processes gone', 5_000, async () => alive(family).length === 0)
    const done = await esonar(['restore', file], { ESONAR_DATA: elsewhere })
    expect([done.code, done.err]).toEqual([0, ''])
    program = await outside.start({ ESONAR_DATA: elsewhere })
    expect(program.setupUrl).toBeNull()
    const [incident, ...others] = await incidentsOf(outside.api(), check)
    expect([incident?.kind, incident?.resolvedAt, others]).toEqual(['down', null, []])
    expect((await stateOf(outside.api(), check)).incident).toBe(incident?.id)
    await outside.turn(check, '/shop', 'good')
    await outside.receiver.waitFor((one) => isAbout(one, check, 'incident.resolved'), 40_000)
    const ids = outside.told(check, 'incident.opened').map((one) => one.id)
    expect(new Set(ids).size).toBe(1)
  })

  it('made of a folder at rest is the same work; --force keeps what was there', async () => {
    program.kill('SIGTERM')
    await program.ended
    const folder = freshFolder()
    const made = await esonar(['backup', folder], { ESONAR_DATA: elsewhere })
    expect([made.code, made.err]).toEqual([0, ''])
    const [name = ''] = readdirSync(folder)
    const restored = await esonar(['restore', '--force', join(folder, name)], {
      ESONAR_DATA: elsewhere,
    })
    expect(restored.err).toBe('')
    const before = /before lies in (\S+)\./.exec(restored.out)?.[1] ?? ''
    expect(existsSync(join(before, 'seal'))).toBe(true)
  })
})

describe('a database of one’s own', () => {
  it('is in the backup, and filled only when it is empty, or by force', async () => {
    const file = join(freshFolder(), 'own.backup')
    const taken = await startPostgres({ dataDir: join(freshFolder(), 'own') })
    try {
      const env = { ESONAR_DATA: freshFolder(), DATABASE_URL: taken.url }
      program = await outside.start(env)
      const { id } = await outside.api().post<{ id: string }>('/api/checks', {
        type: 'manual',
        name: 'by hand',
      })
      expect((await esonar(['backup', file], env)).err).toBe('')
      program.kill('SIGTERM')
      await program.ended
      const elsewhere = { ...env, ESONAR_DATA: freshFolder() }
      const full = await esonar(['restore', file], elsewhere)
      expect([full.code, full.err]).toEqual([
        1,
        expect.stringContaining('DATABASE_URL is not empty'),
      ])
      const forced = await esonar(['restore', '--force', file], elsewhere)
      expect([forced.code, forced.err]).toEqual([0, ''])
      program = await outside.start(elsewhere)
      expect(await outside.api().get(`/api/checks/${id}`)).toMatchObject({ name: 'by hand' })
      program.kill('SIGTERM')
      await program.ended
    } finally {
      await taken.stop()
    }
  })
})

describe('an upgrade', () => {
  it('backs up, runs what is missing, and says the way back', async () => {
    const dataDir = freshFolder()
    chmodSync(dataDir, 0o700)
    const postgres = await startPostgres({ dataDir: join(dataDir, 'postgres') })
    const all = migrationNames()
    const [, last] = all.at(-1)!
    await migrate(postgres.url, new Set(all.slice(0, -1).map(([when]) => when)))
    await postgres.stop()
    writeFileSync(join(dataDir, 'layout'), '1\n')
    const backups = freshFolder()
    const env = { ESONAR_DATA: dataDir }
    const dry = await esonar(['upgrade', '--dry-run'], env)
    expect(dry.out).toBe(`Migrations to run: ${last}.\n`)
    const done = await esonar(['upgrade', '--backups', backups], env)
    expect([done.code, done.err]).toEqual([0, ''])
    expect(done.out).toContain(`Applied: ${last}.`)
    expect(done.out).toContain('esonar restore --force')
    expect(readdirSync(backups)).toHaveLength(1)
    const again = await esonar(['upgrade'], env)
    expect(again.out).toContain('already')
  })
})
