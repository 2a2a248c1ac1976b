// The schema that editors are given is that of the code; `UPDATE=1` writes it anew.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fileSchema } from './schema.ts'

const path = join(import.meta.dirname, '../../docs/esonar.schema.json')

it('docs/esonar.schema.json is drawn from the schemas of the API', () => {
  const drawn = `${JSON.stringify(fileSchema(), null, 1)}\n`
  if (process.env.UPDATE) writeFileSync(path, drawn)
  expect(readFileSync(path, 'utf8') === drawn, 'run it with UPDATE=1').toBe(true)
  const { properties } = JSON.parse(drawn) as {
    properties: Record<string, { items: { oneOf: { required: string[]; properties: object }[] } }>
  }
  for (const one of properties.checks!.items.oneOf) {
    expect(one.required).toEqual(expect.arrayContaining(['type', 'name']))
    expect(Object.keys(one.properties)).toContain('id')
  }
  expect(Object.keys(properties.channels!.items.oneOf[0]!.properties)).toContain('enabled')
})
