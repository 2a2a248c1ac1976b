// The overview's configuration is kept as long as its version says that it is the same.
import { expect, it } from 'vitest'
import type { Check } from '../domain/check/check.ts'
import type { WorkspaceConfig } from '../domain/config.ts'
import type { ConfigStore } from '../hub-ports.ts'
import { withConfigKept } from './kept-config.ts'

const versions = new Map<string, number>()

function storeOf(checks: number) {
  const asked: string[] = []
  const store = {
    version: async (workspace: string) => versions.get(workspace) ?? null,
    whole: async (workspace: string) => {
      asked.push(workspace)
      const version = versions.get(workspace)
      if (version === undefined) return null
      return { workspace, version, checks: Array<Check>(checks) } as WorkspaceConfig
    },
  } as ConfigStore
  return { asked, config: withConfigKept(store) }
}

it('is read once for a version, and anew for the next', async () => {
  const { asked, config } = storeOf(1)
  versions.set('a', 1)
  const first = await config.shown('a')
  expect(await config.shown('a')).toBe(first)
  expect(asked).toEqual(['a'])
  versions.set('a', 2)
  expect((await config.shown('a'))?.version).toBe(2)
  expect(asked).toEqual(['a', 'a'])
})

it('is nobody else’s, and gone with its workspace', async () => {
  const { config } = storeOf(1)
  versions.set('a', 1).set('b', 1)
  await config.shown('a')
  expect((await config.shown('b'))?.workspace).toBe('b')
  versions.delete('a')
  expect(await config.shown('a')).toBeNull()
})

it('is kept of a few thousand checks at most, the newest', async () => {
  const { asked, config } = storeOf(1_500)
  for (const workspace of ['a', 'b', 'c']) {
    versions.set(workspace, 1)
    await config.shown(workspace)
  }
  await config.shown('c')
  await config.shown('b')
  expect(asked).toEqual(['a', 'b', 'c'])
  await config.shown('a')
  expect(asked).toEqual(['a', 'b', 'c', 'a'])
})
