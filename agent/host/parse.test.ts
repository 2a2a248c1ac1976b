// What the collectors make of the words of the kernel and of system tools, and of this very host.
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostDefaults, hostFields } from '../../workers/domain/host/settings.ts'
import { Beats } from '../database/beat.ts'
import { replicaReading as mysqlReplica } from '../database/mysql.ts'
import { infoOf, replicaReading as redisReplica } from '../database/redis.ts'
import { containerReadings } from './containers.ts'
import { diskCounts, smartReading } from './disks.ts'
import { mountsOf, watchedMounts } from './file-systems.ts'
import { openHost } from './index.ts'
import { logs } from './logs.ts'
import { meminfoOf } from './memory.ts'
import { netCounts } from './network.ts'
import { portsOf } from './processes.ts'
import { pressureOf, ticksOf } from './processor.ts'
import { run } from './program.ts'
import { unitsReading } from './units.ts'

describe('words of the kernel', () => {
  it('name mounts, each device once, and those asked for', () => {
    const all = mountsOf(
      [
        'proc /proc proc rw 0 0',
        '/dev/sda1 / ext4 rw,relatime 0 0',
        '/dev/sda1 /var/lib/bind ext4 rw 0 0',
        '/dev/sdb1 /srv/my\\040files xfs ro,noatime 0 0',
        'tmpfs /run tmpfs rw 0 0',
        'tmpfs /data tmpfs rw 0 0',
      ].join('\n'),
    )
    const seen = watchedMounts(all, ['/data'])
    expect(seen.map((one) => one.path)).toEqual(['/', '/srv/my files', '/data'])
    expect(seen[1]!.isReadOnly).toBe(true)
  })
  it('give figures', () => {
    expect(meminfoOf('MemTotal:  100 kB\nMemAvailable: 25 kB\nHugePages_Total: 0\n')).toEqual({
      MemTotal: 102_400,
      MemAvailable: 25_600,
    })
    expect(ticksOf('cpu  10 0 10 70 10 0 0 5 0 0\ncpu0 1')).toEqual({
      busy: 25,
      all: 105,
      stolen: 5,
    })
    expect(pressureOf('some avg10=2.44 avg60=1.66 avg300=1.11 total=1\nfull avg10=0')).toBe(1.66)
    expect(diskCounts('   8  0 sda 10 0 20 30 40 0 60 70 0 80 90').get('sda')).toEqual({
      requests: 50,
      waitMs: 100,
      busyMs: 80,
      bytes: 40_960,
    })
    const line = '  eth0: 1000 5 1 9 0 1 0 0 2000 6 0 0 0 0 0 0'
    expect(netCounts(`Inter-| x\n face | y\n${line}`).get('eth0')).toEqual({
      faults: 2,
      inBytes: 1000,
      outBytes: 2000,
    })
    const ports =
      '  sl  local\n   0: 0100007F:1F90 00000000:0000 0A 0\n   1: 0100007F:1F91 0:0 01 0'
    expect(portsOf(ports, 'tcp')).toEqual([8080])
  })
})

describe('words of system tools', () => {
  it('name failed units', () => {
    const output = 'nginx.service loaded failed failed A\nfoo.timer loaded failed failed B\n'
    expect(unitsReading(output, ['foo.timer'])).toMatchObject({
      level: 'warning',
      text: 'failed: nginx.service',
    })
    expect(unitsReading('', [])).toMatchObject({ level: 'ok' })
  })
  it.each([
    [null, 'unknown'],
    ['', 'unknown'],
    ['{"smart_status":{"passed":true}}', 'ok'],
    ['{"smart_status":{"passed":false}}', 'critical'],
    [
      '{"smart_status":{"passed":true},"ata_smart_attributes":{"table":[{"id":197,"raw":{"value":3}}]}}',
      'warning',
    ],
  ])('smartctl says %s', (output, level) => {
    expect(smartReading('sda', output)).toMatchObject({ level })
  })
  it.each([
    ['/dev/sda: Unable to detect device type', 'health of sda: Unable to detect device type'],
    [
      'Smartctl open device: /dev/sda [SAT] failed: Permission denied',
      'health of sda: this user may not ask it, see docs/local-checks.md',
    ],
  ])('smartctl 7.3 fails with %s', (string, text) => {
    const output = JSON.stringify({ smartctl: { messages: [{ string, severity: 'error' }] } })
    expect(smartReading('sda', output)).toMatchObject({ level: 'unknown', text })
  })
  it('name containers that are unwell, wanted or gone', () => {
    const all = [
      { Names: ['/web'], State: 'running', Status: 'Up 2 hours (unhealthy)' },
      { Names: ['/db'], State: 'exited', Status: 'Exited (1) 5 minutes ago' },
      { Names: ['/job'], State: 'exited', Status: 'Exited (0)' },
      { Names: ['/loop'], State: 'restarting', Status: 'Restarting (1)' },
    ]
    const found = containerReadings(all, { wanted: ['db', 'gone'], ignore: [] })
    expect(found.map((one) => [one.key, 'level' in one && one.level])).toEqual([
      ['container:web', 'warning'],
      ['container:db', 'critical'],
      ['container:loop', 'critical'],
      ['container:gone', 'critical'],
    ])
  })
  it('tell what a MariaDB replica says while it lies', () => {
    const row = {
      Slave_IO_Running: 'Connecting',
      Slave_SQL_Running: 'Yes',
      Seconds_Behind_Master: 0,
    }
    expect(mysqlReplica([{ ...row, Last_IO_Error: 'cannot reach it' }], null)).toMatchObject({
      link: 'down',
      linkText: 'cannot reach it',
      lagSeconds: 0,
    })
    expect(mysqlReplica([], null).isReplica).toBe(false)
  })
  it('tell what a Redis replica says', () => {
    const text =
      'role:slave\r\nmaster_link_status:down\r\nslave_repl_offset:90\r\nmaster_link_down_since_seconds:7\r\n'
    expect(redisReplica(infoOf(text), 100, null)).toMatchObject({
      link: 'down',
      linkText: 'down for 7 s',
      lagBytes: 10,
    })
    expect(redisReplica(infoOf('role:master\r\n'), null, null).isReplica).toBe(false)
  })
})

describe('a heartbeat of replication', () => {
  it('ages from the first beat that has not come, by one clock', async () => {
    const beats = new Beats()
    const start = Date.now() - 60_000
    let newest: number | null = null
    const beat = (at: number) =>
      beats.turn(
        at,
        async (one) => {
          newest ??= one
        },
        async () => newest,
      )
    expect((await beat(start)).ageSeconds).toBe(0)
    await beat(start + 10_000)
    const late = await beat(start + 20_000)
    expect(late.writeFault).toBeNull()
    expect(late.ageSeconds).toBeLessThan(5)
    expect(late.writtenForSeconds).toBe(20)
    const cut = await beats.turn(
      start + 30_000,
      () => Promise.reject(new Error('read-only')),
      async () => null,
    )
    expect(cut).toMatchObject({ writeFault: 'read-only', ageSeconds: null, writtenForSeconds: 0 })
  })
})

describe('a program', () => {
  it('is bounded in time with all that it began, and says how it ended', async () => {
    const begun = Date.now()
    const late = await run(['sh', '-c', 'sleep 30 & sleep 30'], 300)
    expect(late).toMatchObject({ isLate: true, exitCode: null })
    expect(Date.now() - begun).toBeLessThan(3_000)
    expect(await run(['sh', '-c', 'echo hello; exit 2'], 3_000)).toMatchObject({
      exitCode: 2,
      output: 'hello\n',
    })
    expect((await run(['/no/such/program'], 1_000)).isMissing).toBe(true)
  })
})

describe('this host', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'host-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('is looked at whole by the defaults, without a look that breaks', async () => {
    const host = openHost()
    const now = Date.now()
    await host.lookAt(hostDefaults, now)
    const { findings, metrics } = await host.lookAt(hostDefaults, now + 10_000)
    await host.close()
    const keys = findings.map((one) => one.key)
    expect(keys).toEqual(expect.arrayContaining(['filesystem:/', 'memory', 'load', 'cpu']))
    expect(keys.filter((one) => one.startsWith('look:'))).toEqual([])
    expect(new Set(keys).size).toBe(keys.length)
    expect(metrics.find((one) => one.name === 'memory.usedPercent')?.value).toBeGreaterThan(0)
  })

  it('counts new lines of a log, also over a rotation', async () => {
    const path = join(folder, 'app.log')
    const settings = hostFields.parse({ logs: [{ path, pattern: 'ERROR' }] })
    const look = logs()
    const rate = async (at: number) => {
      const found = await look(settings, at)
      const one = found.find((reading) => reading.key.endsWith(':ERROR'))
      return one && 'value' in one ? one.value : null
    }
    await writeFile(path, 'ERROR old\n')
    expect(await rate(0)).toBeNull()
    await writeFile(path, 'ERROR old\nERROR a\nfine\nERR', { flag: 'w' })
    expect(await rate(60_000)).toBe(1)
    await writeFile(path, 'OR b\n', { flag: 'a' })
    expect(await rate(120_000)).toBe(1)
    await rename(path, `${path}.1`)
    await writeFile(path, 'ERROR c\nERROR d\n')
    expect(await rate(180_000)).toBe(2)
  })
})
