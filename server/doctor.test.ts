import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judgeDisk, lookAtFolder, lookAtPort, lookAtVariables } from './doctor.ts'
import { judgeChannels } from './doctor-database.ts'
import { judgeClock } from './doctor-net.ts'
import { readSettings } from './settings.ts'

describe('the doctor', () => {
  it.each([
    [100, 1, 'fault'],
    [1_000, 1, 'warning'],
    [5_000, 0.01, 'warning'],
    [5_000, 0.5, 'ok'],
  ])('judges %d MB and a share of %d inodes: %s', (mega, inodes, state) => {
    expect(judgeDisk('disk', mega, inodes).state).toBe(state)
  })

  it.each([
    [0, 'ok'],
    [-10, 'warning'],
    [10, 'warning'],
    [60, 'fault'],
  ])('judges a clock %d s ahead: %s', (seconds, state) => {
    const date = 1_700_000_000_000
    const now = date + 500 + seconds * 1_000
    const liar = { date: date + 999_999_999, now }
    expect(judgeClock([{ date, now }, null, liar, { date, now }, { date, now }]).state).toBe(state)
  })

  it('says when nobody told the time', () => {
    expect(judgeClock([null, { date: null, now: 1 }]).says).toBe('nobody told the time')
  })

  it.each([
    [[], 0, /there are none/],
    [[{ name: 'a', enabled: false, why: null }], 0, /all are switched off/],
    [
      [
        { name: 'a', enabled: true, why: null },
        { name: 'b', enabled: false, why: 'gone' },
      ],
      0,
      /b \(gone\)/,
    ],
    [[{ name: 'a', enabled: true, why: null }], 2, /2 messages/],
    [[{ name: 'a', enabled: true, why: null }], 0, /nothing lost/],
  ])('looks at channels: %j', (rows, dead, says) => {
    expect(judgeChannels(rows, dead).says).toMatch(says)
  })

  it('finds a folder that others may read', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'esonar-doctor-'))
    const settings = readSettings({ ESONAR_DATA: dataDir })
    chmodSync(dataDir, 0o755)
    expect(lookAtFolder(settings)).toMatchObject({
      state: 'fault',
      remedy: `chmod 700 ${dataDir}`,
    })
    chmodSync(dataDir, 0o700)
    expect(lookAtFolder(settings).state).toBe('ok')
  })

  it('finds a folder that the first start could not make', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'esonar-doctor-')), 'file')
    writeFileSync(file, '')
    expect(lookAtFolder(readSettings({ ESONAR_DATA: join(file, 'data') }))).toMatchObject({
      state: 'fault',
      remedy: expect.stringContaining('ESONAR_DATA'),
    })
  })

  it('finds a setting that there is not, and what was meant', () => {
    const env = {
      ESONAR_PROT: '1',
      ESONAR_NONSENSE: '1',
      ESONAR_PORT: '1',
      ESONAR_URL: 'x',
      PATH: '',
    }
    const found = lookAtVariables(env).map(({ says, remedy }) => `${says}: ${remedy}`)
    expect(found).toEqual([
      expect.stringMatching(/^ESONAR_PROT .*did you mean ESONAR_PORT/),
      expect.stringMatching(/^ESONAR_NONSENSE .*unset it/),
    ])
  })

  it('finds a port that another has', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const settings = readSettings({ ESONAR_DATA: '/nowhere/data', ESONAR_PORT: `${port}` })
    expect(await lookAtPort(settings)).toMatchObject({ state: 'fault' })
    await new Promise((resolve) => server.close(resolve))
    expect(await lookAtPort(settings)).toMatchObject({ state: 'ok' })
  })
})
