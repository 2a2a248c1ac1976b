import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Entry, readArchive, writeArchive } from './archive.ts'
import { inOrder } from './database-copy.ts'

const folder = mkdtempSync(join(tmpdir(), 'esonar-archive-'))
let count = 0

async function written(entries: Entry[]): Promise<string> {
  count += 1
  const path = join(folder, `${count}.backup`)
  await writeArchive(path, async (add) => {
    for (const { name, body } of entries) await add(name, body)
  })
  return path
}

async function read(path: string): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const one of readArchive(path)) entries.push(one)
  return entries
}

describe('an archive', () => {
  it('gives back what was put in, whatever its size', async () => {
    const body = fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes))
    const bodies = fc.array(body, { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(bodies, async (all) => {
        const entries = all.map((one, index) => ({ name: `rows/${index}`, body: one }))
        expect(await read(await written(entries))).toEqual(entries)
      }),
      { numRuns: 40 },
    )
  })

  const some = [
    { name: 'a', body: Buffer.from('first') },
    { name: 'b', body: Buffer.alloc(5_000, 'x') },
  ]

  it('cut short anywhere is refused', async () => {
    const whole = readFileSync(await written(some))
    for (const share of [0, 0.2, 0.5, 0.9]) {
      const path = join(folder, `cut-${share}`)
      writeFileSync(path, whole.subarray(0, Math.floor(whole.length * share)))
      await expect(read(path)).rejects.toThrow(/cut short|no backup/)
    }
  })

  it('that lacks its end, though it unpacks, is refused', async () => {
    const tar = gunzipSync(readFileSync(await written(some)))
    const path = join(folder, 'headless')
    writeFileSync(path, gzipSync(tar.subarray(0, 1_024)))
    await expect(read(path)).rejects.toThrow(/checksums are missing/)
  })

  it('in which one byte is another is refused by the name of the part', async () => {
    const tar = gunzipSync(readFileSync(await written(some)))
    tar[1_600] = 0
    const path = join(folder, 'changed')
    writeFileSync(path, gzipSync(tar))
    await expect(read(path)).rejects.toThrow(/was changed: b is not what it was/)
  })

  it('of other origin is refused', async () => {
    const path = join(folder, 'other')
    writeFileSync(path, gzipSync(Buffer.alloc(2_000, 'x')))
    await expect(read(path)).rejects.toThrow(/no backup of eSonar/)
    await expect(read(join(folder, 'nowhere'))).rejects.toThrow(/cannot be read \(ENOENT\)/)
  })

  it('leaves nothing when writing it fails', async () => {
    const path = join(folder, 'failed')
    const failing = writeArchive(path, async (add) => {
      await add('a', Buffer.alloc(100_000))
      throw new Error('the database is gone')
    })
    await expect(failing).rejects.toThrow('the database is gone')
    expect(readdirSync(folder).filter((name) => name.startsWith('failed'))).toEqual([])
  })
})

describe('tables', () => {
  it('come after those they point to', () => {
    const needs = new Map([
      ['members', ['user', 'workspaces']],
      ['user', []],
      ['workspaces', ['user']],
    ])
    expect(inOrder(needs)).toEqual(['user', 'workspaces', 'members'])
  })

  it('in a circle are named', () => {
    const circle = new Map([
      ['a', ['b']],
      ['b', ['a']],
    ])
    expect(() => inOrder(circle)).toThrow('a needs b needs a')
  })
})
