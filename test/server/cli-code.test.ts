// Config as code by the real command against the real program: apply, export, change, prune.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, makeClient } from '../fakes/client.ts'
import { esonar, esonarHere } from './cli-program.ts'
import { endAll, freshFolder, start } from './program.ts'
import { apiKey, owner } from './watching.ts'

let env: Record<string, string>
let api: Client
const folder = freshFolder()
const file = join(folder, 'checks.yaml')

beforeAll(async () => {
  const program = await start({
    ESONAR_OWNER_EMAIL: owner.email,
    ESONAR_OWNER_PASSWORD: owner.password,
    ESONAR_API_KEY: apiKey,
  })
  env = { ESONAR_URL: program.url, ESONAR_API_KEY: apiKey, SHOP_TOKEN: 'hidden-word' }
  api = makeClient(program.url, apiKey)
})

afterAll(endAll)

const yaml = `
channels:
  - {name: Hook, type: webhook, url: "http://127.0.0.1:9/hook"}
schedules:
  - name: Night
    timeZone: Europe/Berlin
    layers:
      - {people: [${owner.email}], rotation: weekly, startsOn: 2026-11-30}
policies:
  - name: Web
    steps:
      - {afterMinutes: 0, channels: [Hook], levels: [warning, critical]}
      - {afterMinutes: 15, people: [${owner.email}], onCall: [Night], levels: [critical]}
    quietHours: {from: "22:00", to: "07:00", timeZone: Europe/Berlin}
checks:
  - {name: All, type: group, members: [Shop, Router]}
  - name: Shop
    type: http
    url: http://127.0.0.1:9/shop
    bearerToken: \${SHOP_TOKEN}
    policy: Web
    parent: Router
  - {name: Router, type: tcp, host: 127.0.0.1, port: 9}
  - {name: Job, type: heartbeat, periodSeconds: 3600}
pages:
  - slug: acme
    title: Acme
    groups:
      - name: Shops
        components: [{name: Shop, check: Shop}, {name: Support, check: null}]
maintenance:
  - {repeat: {cron: "30 2 * * 0", durationMinutes: 60}, checks: [Shop]}
silences:
  - {check: Shop, until: "${new Date(Date.now() + 86_400_000).toISOString()}", reason: moving}
  - {tag: old, until: "2020-01-01T00:00:00Z", reason: over long ago}
`

async function apply(...words: string[]) {
  return esonarHere(['apply', ...words, file], env)
}

describe('esonar apply', () => {
  it('says what it would do, and does nothing, with --dry-run', async () => {
    writeFileSync(file, yaml)
    const { code, out, err } = await esonar(['apply', '--dry-run', '-'], env, yaml)
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^\+ check "Shop"$/m)
    expect(out).toContain('10 to add, 0 to change, 0 to remove')
    expect(out).not.toContain('hidden')
    expect((await api.get<{ data: [] }>('/api/checks')).data).toEqual([])
  })

  it('does it, and finds nothing to do the second time', async () => {
    const { code, out, err } = await apply()
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('Done: 10 changes.')
    const again = await apply()
    expect([again.code, again.err]).toEqual([0, ''])
    expect(again.out).toMatch(/Nothing to do\.\n$/)
    expect(again.out).toContain('1 secret cannot be compared')
    const { data } = await api.get<{ data: { name: string; parent?: string; id: string }[] }>(
      '/api/checks',
    )
    const [router, shop] = ['Router', 'Shop'].map((name) => data.find((one) => one.name === name))
    expect(shop?.parent).toBe(router?.id)
  })

  it('of an export has nothing to do, also with --prune', async () => {
    const exported = await esonarHere(['export'], env)
    expect([exported.code, exported.err]).toEqual([0, ''])
    expect(exported.out).not.toContain('hidden')
    writeFileSync(file, exported.out)
    const { out } = await apply('--prune')
    expect(out).toMatch(/Nothing to do\.\n$/)
  })

  it('changes what was changed, and removes what is not there with --prune', async () => {
    const less = yaml.replace(/ {2}- \{name: All.*\n/, '').replace(/ {2}- \{name: Job.*\n/, '')
    const other = less
      .replace('rotation: weekly', 'rotation: daily')
      .replace(/ {2}- \{check: Shop, until.*\n/, '')
    writeFileSync(file, other.replace('port: 9}', 'port: 9, intervalSeconds: 30}'))
    const kept = await apply('--dry-run')
    expect(kept.out).toMatch(/left alone without --prune: .*check "All".*check "Job"/)
    const { code, out, err } = await apply('--prune')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/~ check "Router"\n {4}intervalSeconds: 60 → 30\n/)
    expect(out).toMatch(/~ schedule "Night"\n {4}layers: /)
    expect(out).toMatch(/^- check "All"$/m)
    expect(out).toMatch(/^- silence "Shop"$/m)
    const silences = await api.get<{ data: { isOn: boolean }[] }>('/api/silences')
    expect(silences.data.map((one) => one.isOn)).toEqual([false])
    const { data } = await api.get<{ data: { name: string }[] }>('/api/checks')
    expect(data.map((one) => one.name).toSorted()).toEqual(['Router', 'Shop'])
  })

  it('says what the API refused, of what, and how far it came', async () => {
    writeFileSync(
      file,
      'checks:\n  - {name: A, type: manual}\n  - {name: B, type: ping, host: a.example}\n',
    )
    const { code, err } = await apply()
    expect(code).toBe(1)
    expect(err).toBe(
      'esonar apply: check "B": type needs an agent: join one first. 1 of 2 changes were made before.\n',
    )
  })

  it('is followed by daily work: list, add, now, pause, resume, remove, incidents', async () => {
    const say = async (...words: string[]) => {
      const { code, out, err } = await esonarHere(words, env)
      return { code, out, err }
    }
    expect(await say('check', 'add', '127.0.0.1:9', '--name', 'New', 'intervalSeconds=60')).toEqual(
      {
        code: 0,
        out: expect.stringMatching(/^Added "New" \(chk_/),
        err: '',
      },
    )
    expect((await say('check', 'pause', 'New', 'Router')).out).toBe(
      'Paused "New".\nPaused "Router".\n',
    )
    const listed = await say('check', 'list')
    expect(listed.out).toMatch(/^paused +New +tcp +127\.0\.0\.1:9$/m)
    const told = JSON.parse((await say('check', 'list', '--json')).out) as { name: string }[]
    expect(told.map((one) => one.name)).toContain('Router')
    await say('check', 'resume', 'New')
    const now = await say('check', 'now', 'New')
    expect([now.code, now.out]).toEqual([1, expect.stringContaining('connection refused')])
    expect((await say('check', 'remove', 'New')).out).toBe('Removed "New".\n')
    expect((await say('check', 'now', 'New')).err).toContain('There is no check "New"')
    expect((await say('incident', 'ack', 'nothing')).err).toContain('no open incident ends in')
    const incidents = await say('incident', 'list', '--all', '--json')
    expect(JSON.parse(incidents.out)).toBeInstanceOf(Array)
    expect((await say('tail', '--for', '1')).code).toBe(0)
  })

  it('without a key, or without a server, says what to do', async () => {
    const keyless = await esonarHere(['export'], { ESONAR_URL: env.ESONAR_URL! })
    expect([keyless.code, keyless.err]).toEqual([1, expect.stringContaining('ESONAR_API_KEY')])
    const wrong = await esonarHere(['export'], { ...env, ESONAR_API_KEY: `esn_${'x'.repeat(30)}` })
    expect(wrong.err).toContain('does not know this key')
    const away = await esonarHere(['export'], { ...env, ESONAR_URL: 'http://127.0.0.1:59999' })
    expect(away.err).toContain('does not answer (ECONNREFUSED)')
  })
})
