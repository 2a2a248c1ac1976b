import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig, settingNames, withConfigFile } from './config-file.ts'
import { Refusal } from './refusal.ts'
import { readToml } from './toml.ts'

const toml = `
# Where it lies.
data = "/srv/esonar"   # with a comment
port = 8_850
locations = [
  "one", # here
  'two@dsl',
]
[smtp]
url = "smtp://u:p#q@mail.example:587"
[mail]
from = "eSonar <esonar@example.com>"
`

describe('a configuration file', () => {
  it('sets variables by their short names, in tables or not', () => {
    expect(readConfig(toml, 'esonar.toml')).toEqual({
      ESONAR_DATA: '/srv/esonar',
      ESONAR_PORT: '8850',
      ESONAR_LOCATIONS: 'one,two@dsl',
      SMTP_URL: 'smtp://u:p#q@mail.example:587',
      MAIL_FROM: 'eSonar <esonar@example.com>',
    })
  })

  it('may be JSON', () => {
    const text = JSON.stringify({ port: 1, smtp: { url: 'x' }, controls: ['a', 'b'] })
    const read = { ESONAR_PORT: '1', SMTP_URL: 'x', ESONAR_CONTROLS: 'a,b' }
    expect(readConfig(text, 'esonar.json')).toEqual(read)
  })

  it('stands below the environment', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'esonar-config-')), 'esonar.toml')
    writeFileSync(file, toml)
    const env = withConfigFile({ ESONAR_PORT: '9', HOME: undefined }, file)
    expect(env).toMatchObject({ ESONAR_PORT: '9', ESONAR_DATA: '/srv/esonar' })
    expect(withConfigFile({ ESONAR_CONFIG: file }, null).ESONAR_PORT).toBe('8850')
  })

  const wrong: [text: string, says: RegExp][] = [
    ['prot = 8840', /there is no setting "prot"; did you mean "port"/],
    ['[smpt]\nurl = "x"', /"smpt_url"; did you mean "smtp_url"/],
    ['colour = "red"', /"colour"; docs\/self-hosting.md/],
    ['port = true', /"port" must be a text, a number or a list/],
    ['port = 1.5', /line 1: a text stands in "quotes"/],
    ['port', /line 1: this is no line like/],
    ['\nport = 1\nport = 2', /line 3: "port" is given twice/],
    ['data = "a" b', /line 1: something stands behind/],
    ['data = "a', /line 1: a text on one line/],
    ['controls = ["a" "b"]', /a list is like/],
    ['port = 1\n[port]\nx = 2', /line 2: "port" is a setting already/],
    ['controls = ["a,b"]', /"controls" must be/],
  ]
  it.each(wrong)('is refused by file and line: %j', (text, says) => {
    expect(() => readConfig(text, 'esonar.toml')).toThrow(Refusal)
    expect(() => readConfig(text, 'esonar.toml')).toThrow(says)
    expect(() => readConfig(text, 'esonar.toml')).toThrow(/^esonar\.toml/)
  })

  it.each([
    ['[]', /one JSON object/],
    ['{', /not JSON/],
  ])('of JSON, too: %s', (text, says) => {
    expect(() => readConfig(text, 'a.json')).toThrow(says)
  })

  it('that is not there is named', () => {
    expect(() => withConfigFile({}, '/nowhere/esonar.toml')).toThrow(/esonar.toml cannot be read/)
  })

  it('knows every setting that the page of settings has', () => {
    const page = readFileSync(join(import.meta.dirname, '../docs/self-hosting.md'), 'utf8')
    const rows = page.split('### A location on another machine')
    const named = `${rows[0]}${rows[1]?.split('## Private')[1] ?? ''}`.matchAll(
      /^\| .*?`(?:ESONAR_|OIDC_|GITHUB_|GOOGLE_|SMTP_|DATABASE_)[A-Z_]+`.*?\|/gm,
    )
    const known = new Set(settingNames.values())
    const names = [...named].flatMap(([row]) => row.match(/\b[A-Z]{3,}(?:_[A-Z]+)+\b/g) ?? [])
    expect(names.length).toBeGreaterThan(30)
    expect(names.filter((one) => !known.has(one))).toEqual([])
  })
})

describe('our part of TOML', () => {
  it('reads escapes, literals and tables within tables', () => {
    const text = '[a.b]\nc = "q\\"\\n"\nd = \'\\#\' # e\nf = false\ng = []'
    expect(readToml(text, 'x')).toEqual({ a: { b: { c: 'q"\n', d: '\\#', f: false, g: [] } } })
  })
})
