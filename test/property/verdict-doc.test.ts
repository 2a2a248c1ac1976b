// docs/verdict.md is true: every number stands in it with its value, every story and code file it
// names exists, and no story is left out.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as numbers from '../../workers/domain/verdict/numbers.ts'

const root = join(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'docs/verdict.md'), 'utf8')
const rules = text.split('\n## Numbers')[0]!
const stories = readdirSync(join(root, 'test/stories')).filter((name) => name.endsWith('.txt'))
const verdict = 'workers/domain/verdict'

const found = (pattern: RegExp, where = text) =>
  [...where.matchAll(pattern)].map((match) => match[1]!)
const unique = (names: string[]) => [...new Set(names)].toSorted()

describe('docs/verdict.md', () => {
  it.each(Object.entries(numbers))('has %s with its value', (name, value) => {
    const row = text.split('\n').find((line) => line.startsWith(`| \`${name}\` |`))
    expect(row?.split('|')[2]?.trim()).toBe(String(value))
  })

  it('has no number that is gone', () => {
    const named = found(/^\| `(\w+)` \| [\d.]+ \|/gm)
    expect(named.toSorted()).toEqual(Object.keys(numbers).toSorted())
  })

  it('lists every story, and no other', () => {
    expect(found(/`(\d\d-[a-z0-9-]+\.txt)`/g)).toEqual(stories.toSorted())
  })

  it('names each story at the rule it holds', () => {
    const named = found(/\((\d{1,2}(?:, \d{1,2})*)\)/g, rules).flatMap((one) => one.split(', '))
    const known = stories.map((name) => String(Number(name.slice(0, 2))))
    expect(unique(named)).toEqual(unique(known))
  })

  it('names code files that exist, and every one of the verdict that holds rules', () => {
    const named = unique(found(/`((?:[a-z]+\/)*[a-z]+\.ts)`/g, rules))
    const pathOf = (name: string) => (name.includes('/') ? name : `${verdict}/${name}`)
    expect(named.filter((name) => !existsSync(join(root, pathOf(name))))).toEqual([])
    const plumbing = ['draft.ts', 'index.ts', 'memory.ts', 'numbers.ts', 'state.ts']
    const files = readdirSync(join(root, verdict)).filter((name) => !name.includes('.test.'))
    const missing = files.filter((name) => !plumbing.includes(name) && !named.includes(name))
    expect(missing).toEqual([])
  })

  it('is short enough to be read', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(320)
  })
})
