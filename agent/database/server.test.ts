// A real PostgreSQL, looked at as the agent does: what uses it up is found, named, and clears.
import pg from 'pg'
import { afterAll, expect, inject, it } from 'vitest'
import type { Finding } from '../../workers/domain/host/report.ts'
import { hostDefaults, hostFields } from '../../workers/domain/host/settings.ts'
import { openHost } from '../host/index.ts'

const url = inject('postgresUrl')
const host = openHost()
afterAll(() => host.close())

const off = Object.fromEntries(
  Object.entries(hostDefaults).flatMap(([kind, value]) =>
    'on' in value ? [[kind, { on: false }]] : [],
  ),
)
const at = { forSeconds: 0 }
const settings = hostFields.parse({
  ...off,
  databases: [
    {
      name: 'main',
      engine: 'postgresql',
      url,
      heartbeat: false,
      connectionsPercent: { ...at, warning: 0.001, critical: null },
      longestTransactionMinutes: { ...at, warning: 0.001, critical: 60 },
      wraparoundPercent: { ...at, warning: 1e-12, critical: 99 },
    },
  ],
})
const begun = Date.now()
let looks = 0
async function found(): Promise<Map<string, Finding>> {
  looks += 1
  const { findings } = await host.lookAt(settings, begun + looks * 10_000)
  return new Map(findings.map((one) => [one.key, one]))
}

it('names connections used, the longest transaction and who has it, and the ids used up', async () => {
  const client = new pg.Client({ connectionString: url, application_name: 'nightly job' })
  await client.connect()
  await client.query('begin')
  await new Promise((resolve) => setTimeout(resolve, 300))
  const during = await found()
  expect(during.get('database:main')).toMatchObject({ level: 'ok', text: 'main answers' })
  expect(during.get('database:main:connections')).toMatchObject({
    level: 'warning',
    text: expect.stringMatching(/^main uses \d+ of \d+ connections, /),
  })
  expect(during.get('database:main:wraparound')).toMatchObject({
    level: 'warning',
    text: expect.stringContaining('of its transaction ids'),
  })
  const longest = during.get('database:main:transaction')
  expect(longest?.level).toBe('warning')
  expect(longest?.text).toContain('the longest transaction of main is open for ')
  await client.query('rollback')
  await client.end()
  expect((await found()).get('database:main:transaction')?.text ?? '').not.toContain('nightly job')
})

it('is told as not answering, and not as a figure', async () => {
  const wrong = new URL(url)
  wrong.port = '1'
  const [database] = settings.databases
  const gone = { ...settings, databases: [{ ...database!, name: 'gone', url: String(wrong) }] }
  const { findings } = await host.lookAt(gone, begun + 1_000_000)
  expect(findings.map(({ key, text }) => [key, text])).toEqual([
    ['database:gone', expect.stringContaining('does not answer')],
  ])
})
