// Every variable of the hub has a place when it is deployed: a new one is not forgotten.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compatibilityDate } from '../workerd-config.ts'
import { base } from './base.ts'
import { launcherVariables, ownVariables, plainVariables, secrets } from './variables.ts'

const root = join(import.meta.dirname, '..', '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

it('knows every variable of the hub', () => {
  const hub = read('workers/env.ts').split('export interface RegionEnv')[0]!
  const texts = [hub, read('workers/channel/carrier.ts'), read('server/variables.ts')]
  const named = texts.flatMap((text) =>
    [...text.matchAll(/^ +([A-Z][A-Z_]+)\??: (?!Durable|KV|Fetcher)/gm)].map(([, name]) => name!),
  )
  const known: string[] = [
    ...plainVariables,
    ...ownVariables,
    ...launcherVariables,
    ...Object.keys(secrets),
    'LOCATION',
    'RDAP_URL',
    'TRACE_URL',
  ]
  expect(named.length).toBeGreaterThan(30)
  expect([...new Set(named)].filter((name) => !known.includes(name))).toEqual([])
})

it('deploys to the runtime of the date that the launcher runs', () => {
  expect(base.compatibility_date).toBe(compatibilityDate)
})
