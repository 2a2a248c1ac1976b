// One master's life with an agent: killed, upgraded from an older schema, moved to another folder and
// port, while the agent is offline for six hours and its host loses power. What the agent wrote down
// is what the master has, once each, and nobody is paged.
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundleAgent } from '../../agent/build.ts'
import { openSpool } from '../../agent/spool.ts'
import { dumpRows, loadRows } from '../../server/database-copy.ts'
import { migrate, migrationNames } from '../../server/migrate.ts'
import { startPostgres } from '../../server/postgres.ts'
import type { MetricHour } from '../../workers/domain/host/history.ts'
import { until } from '../fakes/client.ts'
import { agent, endAgents, type Ran } from './agent-program.ts'
import { esonar } from './cli-program.ts'
import { type Door, openDoor } from './door.ts'
import { alive, endAll, freshFolder, type Program } from './program.ts'
import { type Outside, openOutside, passing } from './watching.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const away = 360
/** A version before this one knew so many migrations fewer. */
const migrationsFewer = 3

let outside: Outside
let door: Door
let program: Program
let home = ''
let id = ''

beforeAll(async () => {
  ;[outside, door] = await Promise.all([openOutside(), openDoor(), bundleAgent()])
  program = await outside.start()
  door.to(program.port)
})
afterAll(async () => {
  endAgents()
  door?.close()
  await endAll()
  await outside?.close()
})

/** The agent's program, joined by the name that stays; of its busy host it says nothing here. */
async function joined(): Promise<void> {
  home = freshFolder()
  const { token } = await outside.api().post<{ token: string }>('/api/agents/tokens', {})
  const ran = agent(home, 'join', door.url, token, '--name', 'home', '--network', 'isp')
  expect([await ran.code, ran.said()]).toEqual([0, expect.stringContaining('Joined')])
  id = JSON.parse(readFileSync(join(home, 'masters.json'), 'utf8')).masters[0].id
  const looks =
    'fileSystems memory swap load cpu pressure disks network clock units reboot containers'
  const off = looks.split(' ').map((look) => [look, { on: false }])
  writeFileSync(join(home, 'host.json'), JSON.stringify(Object.fromEntries(off)))
}

const spoolFolder = () => join(home, 'spool', id)
/** Reports that the agent knows to be taken. */
const taken = (): number =>
  JSON.parse(readFileSync(join(spoolFolder(), 'mark.json'), 'utf8')).acked as number
const waiting = () => readdirSync(spoolFolder()).filter((name) => /^\d+\.json$/.test(name)).length

/** By a socket, or by polling where the master was away for a while. */
const linked = () =>
  until('the agent to be linked', 40_000, async () => {
    const found = await outside
      .api()
      .get<{ link: string }>(`/api/agents/${id}`)
      .catch(() => null)
    return found !== null && ['socket', 'poll'].includes(found.link)
  })

async function killed(): Promise<void> {
  const family = program.family()
  program.kill('SIGKILL')
  await program.ended
  await until('all processes gone', 5_000, async () => alive(family).length === 0)
}

/** Six hours of an agent that reports each minute and reaches nobody, by the file its program keeps. */
function sixHours(): number {
  const spool = openSpool(spoolFolder())
  const begun = Math.floor(Date.now() / minuteMs - away) * minuteMs
  for (let minute = 0; minute < away; minute += 1) {
    const metrics = [{ name: 'minutes.count', value: minute }]
    spool.put({ at: begun + minute * minuteMs, findings: [], metrics })
  }
  return begun
}

/** The database of a folder at rest as a version before this one left it: its tables, all rows. */
async function madeOlder(dataDir: string): Promise<void> {
  const dir = join(dataDir, 'postgres')
  const newer = await startPostgres({ dataDir: dir })
  const parts: [table: string, lines: string][] = []
  const layout = await dumpRows(newer.url, async (table, _part, lines) => {
    parts.push([table, lines])
  }).finally(newer.stop)
  renameSync(dir, join(freshFolder(), 'postgres'))
  const older = await startPostgres({ dataDir: dir })
  try {
    const known = migrationNames().map(([when]) => when)
    await migrate(older.url, new Set(known.slice(0, -migrationsFewer)))
    const { tables } = await dumpRows(older.url, async () => undefined)
    const loader = await loadRows(older.url, { ...layout, tables })
    // Packed samples came with the newest migration: the version before has none.
    const kept = parts.filter(([table]) => tables.includes(table) && !/\bsamples/.test(table))
    for (const [table, lines] of kept) await loader.rows(table, lines)
    await loader.done()
    await loader.close()
  } finally {
    await older.stop()
  }
}

/** What a shard at rest holds under a prefix. */
function documents<T>(dataDir: string, prefix: string): T[] {
  const folder = join(dataDir, 'workerd', 'objects')
  const files = readdirSync(folder, { recursive: true }).map(String)
  return files
    .filter((name) => /Shard.*\.sqlite$/.test(name) && !name.endsWith('metadata.sqlite'))
    .flatMap((name) => {
      const database = new DatabaseSync(join(folder, name))
      const rows = database.prepare('select value from doc where key >= ? and key < ? order by key')
      const found = rows.all(prefix, `${prefix}\uffff`)
      database.close()
      return found.map(({ value }) => JSON.parse(String(value)) as T)
    })
}

it('keeps count through a kill, an upgrade, a move and six hours away', async () => {
  await joined()
  let ran: Ran = agent(home, 'run')
  await linked()
  const check = await outside.watch('/shop')
  await until('the first report to be taken', 15_000, async () => taken() >= 1 && waiting() === 0)

  // The master is killed and comes back on another port.
  await killed()
  program = await outside.start()
  door.to(program.port)
  await linked()

  // The agent's network goes, then the power of its host. The master is upgraded meanwhile.
  door.to(null)
  ran.child.kill('SIGKILL')
  await ran.code
  const begun = sixHours()
  program.kill('SIGTERM')
  await program.ended
  const env = { ESONAR_DATA: program.dataDir }
  await madeOlder(program.dataDir)
  const upgraded = await esonar(['upgrade', '--backups', freshFolder()], env)
  expect([upgraded.code, upgraded.err]).toEqual([0, ''])
  expect(upgraded.out.match(/Applied: (.*)\. Start/)?.[1]?.split(', ')).toHaveLength(
    migrationsFewer,
  )
  program = await outside.start()

  // It is backed up while it runs, lost, and put in place elsewhere.
  const file = join(freshFolder(), 'all.backup')
  expect(await esonar(['backup', file], env)).toMatchObject({ code: 0, err: '' })
  await killed()
  const elsewhere = { ESONAR_DATA: join(freshFolder(), 'data') }
  expect(await esonar(['restore', file], elsewhere)).toMatchObject({ code: 0, err: '' })
  program = await outside.start(elsewhere)
  await passing(outside.api(), check, Date.now())
  ran = agent(home, 'run')
  await until('a report of now to be kept, too', 15_000, async () => waiting() > away)

  // The agent finds it, and all that waited arrives.
  door.to(program.port)
  await linked()
  await until('all that waited to be taken', 30_000, async () => waiting() === 0)
  const told = outside.receiver.received.filter((one) => one.json?.type.startsWith('incident.'))
  expect(told).toEqual([])
  const { data: incidents } = await outside.api().get<{ data: unknown[] }>('/api/incidents')
  expect(incidents).toEqual([])
  ran.child.kill('SIGTERM')
  await ran.code
  program.kill('SIGTERM')
  await program.ended

  const [host, ...others] = documents<{ spools: unknown; lost: number }>(program.dataDir, 'host/')
  const { name } = openSpool(spoolFolder())
  expect(others).toEqual([])
  expect(host).toMatchObject({ lost: 0, spools: [[name, taken()]] })
  expect(taken()).toBeGreaterThan(away + 1)
  // Of each whole hour all points, in order, and none twice.
  const hours = documents<MetricHour>(program.dataDir, `metrics/${id}/`)
  const whole = hours.filter(
    ({ hour }) => hour >= begun && hour + hourMs <= begun + away * minuteMs,
  )
  expect(whole).toHaveLength(begun % hourMs === 0 ? 6 : 5)
  for (const { hour, columns } of whole) {
    const first = (hour - begun) / minuteMs
    const points = Array.from({ length: 12 }, (_, index) => first + index * 5)
    expect(columns['minutes.count']).toEqual(points)
  }
}, 180_000)
