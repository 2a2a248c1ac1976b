// What is looked at by name: certificates on disk, files and their count, commands.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { privateAuthority } from '../../test/fakes/certificate.ts'
import { findingsOf } from '../../workers/domain/host/reading.ts'
import { hostFields } from '../../workers/domain/host/settings.ts'
import type { Collector } from './collector.ts'
import { certificates, files } from './files.ts'
import { commands } from './plugins.ts'

const folder = mkdtempSync(join(tmpdir(), 'esonar-named-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const now = Date.now()
const dayMs = 86_400_000

async function found(look: Collector, named: object) {
  const readings = await look(hostFields.parse(named), now)
  return findingsOf(new Map(), readings, now).map(({ key, level, text }) => [key, level, text])
}

describe('a certificate on disk', () => {
  const of = (days: number) =>
    privateAuthority('Own', now - 90 * dayMs, now + 90 * dayMs).issue(
      'shop.example',
      now - 90 * dayMs,
      now + days * dayMs,
    ).cert
  it.each([
    ['far', of(60), 'ok', /shop\.example in .*far\.pem ends in /],
    ['near', of(10), 'warning', /ends in .*limit 21/],
    ['soon', of(3), 'critical', /ends in .*limit 7/],
    ['over', of(-2), 'critical', /shop\.example in .* ended 2 d ago/],
    ['two', of(60) + of(3), 'critical', /ends in .*limit 7/],
    ['none', 'nothing', 'unknown', /holds no certificate/],
  ])('%s', async (name, text, level, words) => {
    const path = file(`${name}.pem`, text)
    expect(await found(certificates(), { certificates: [{ path }] })).toEqual([
      [`certificate:${path}`, level, expect.stringMatching(words)],
    ])
  })
  it('that is not there is unknown, with its reason', async () => {
    const path = join(folder, 'away.pem')
    const [[, level, text] = []] = await found(certificates(), { certificates: [{ path }] })
    expect([level, text]).toEqual(['unknown', expect.stringContaining(path)])
  })
})

describe('files', () => {
  it('are counted, and fewer than wanted is told', async () => {
    file('a.dump', 'x')
    const one = { name: 'dumps', path: folder, match: '\\.dump$' }
    const few = { ...one, count: { warning: 3, critical: 0 } }
    const levels = async (named: object) =>
      Object.fromEntries(
        (await found(files(), { files: [named] })).map(([key, level]) => [key, level]),
      )
    expect(await levels(one)).toMatchObject({ 'files:dumps:count': 'ok', 'files:dumps': 'ok' })
    expect(await levels(few)).toMatchObject({ 'files:dumps:count': 'warning' })
    const none = { ...one, match: '\\.gone$' }
    expect(await levels(none)).toMatchObject({ 'files:dumps:count': 'critical' })
  })
})

describe('a command', () => {
  const of = (command: string[], more: object = {}) =>
    found(commands(), { commands: [{ name: 'raid', command, ...more }] })
  it('is judged by its exit code, or by what it must say', async () => {
    expect(await of(['/bin/true'])).toMatchObject([['command:raid', 'ok', expect.anything()]])
    expect(await of(['/bin/false'])).toMatchObject([
      ['command:raid', 'critical', expect.anything()],
    ])
    const clean = { expect: 'clean', level: 'warning' }
    expect(await of(['/bin/echo', 'all clean'], clean)).toMatchObject([
      ['command:raid', 'ok', expect.anything()],
    ])
    expect(await of(['/bin/echo', 'degraded'], clean)).toMatchObject([
      ['command:raid', 'warning', 'raid did not say "clean": degraded'],
    ])
  })
})
