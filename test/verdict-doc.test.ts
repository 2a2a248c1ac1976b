// docs/verdict.md is true: every number stands in it with its value, every story it names exists,
// and most stories are named.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as numbers from '../workers/domain/verdict/numbers.ts'

const root = join(import.meta.dirname, '..')
const text = readFileSync(join(root, 'docs/verdict.md'), 'utf8')

describe('docs/verdict.md', () => {
  it.each(Object.entries(numbers))('has %s with its value', (name, value) => {
    const row = text.split('\n').find((line) => line.startsWith(`| \`${name}\` |`))
    expect(row?.split('|')[2]?.trim()).toBe(String(value))
  })

  it('names stories that exist', () => {
    const stories = readdirSync(join(import.meta.dirname, 'stories'))
      .filter((name) => name.endsWith('.txt'))
      .map((name) => Number(name.slice(0, 2)))
    const named = [...text.matchAll(/\((\d{1,2}(?:, \d{1,2})*)\)/g)].flatMap((match) =>
      match[1]!.split(', ').map(Number),
    )
    expect(named.filter((one) => !stories.includes(one))).toEqual([])
    expect(new Set(named).size).toBeGreaterThan(30)
  })

  it('is short enough to be read', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(250)
  })
})
