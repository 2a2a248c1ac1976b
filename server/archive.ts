// One file that holds many: a tar within gzip, so that any tool can look into it, with a list of
// checksums as its last entry. Written whole or not at all.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream, renameSync, rmSync } from 'node:fs'
import { createGunzip, createGzip } from 'node:zlib'
import { Refusal } from './refusal.ts'

export interface Entry {
  name: string
  body: Buffer
}

const block = 512
const sums = 'SHA256SUMS'

/** Writes an archive of what `fill` adds, mode 600. Answers its size in bytes. */
export async function writeArchive(
  path: string,
  fill: (add: (name: string, body: Buffer) => Promise<void>) => Promise<void>,
): Promise<number> {
  const fresh = `${path}.${process.pid}.new`
  const gzip = createGzip()
  const file = createWriteStream(fresh, { mode: 0o600, flush: true })
  const written = new Promise<void>((resolve, reject) => {
    file.once('close', resolve).once('error', reject)
  })
  written.catch(() => undefined)
  gzip.pipe(file)
  const lines: string[] = []
  const put = async (bytes: Buffer) => {
    if (!gzip.write(bytes)) await Promise.race([once(gzip, 'drain'), written])
  }
  const add = async (name: string, body: Buffer) => {
    lines.push(`${sumOf(body)}  ${name}\n`)
    await put(headOf(name, body.length))
    await put(Buffer.concat([body, Buffer.alloc(padding(body.length))]))
  }
  try {
    await fill(add)
    await add(sums, Buffer.from(lines.join('')))
    gzip.end(Buffer.alloc(2 * block))
    await written
    renameSync(fresh, path)
    return file.bytesWritten
  } catch (fault) {
    gzip.destroy()
    file.destroy()
    rmSync(fresh, { force: true })
    throw fault
  }
}

/** The entries of an archive in their order, the checksums left out; each is whole. Throws a Refusal
 *  when the file is not one, is cut short, or was changed. */
export async function* readArchive(path: string): AsyncGenerator<Entry> {
  const found = new Map<string, string>()
  let listed: string | null = null
  for await (const { name, body } of entriesOf(path)) {
    if (name === sums) listed = body.toString()
    else {
      found.set(name, sumOf(body))
      yield { name, body }
    }
  }
  if (listed === null) throw new Refusal(`${path} is cut short: its checksums are missing.`)
  const lines = listed.split('\n').filter((line) => line !== '')
  const whole = lines.length === found.size
  const wrong = lines.find((line) => found.get(line.slice(66)) !== line.slice(0, 64))
  if (!whole || wrong !== undefined) {
    throw new Refusal(`${path} was changed: ${wrong?.slice(66) ?? 'a part'} is not what it was.`)
  }
}

async function* entriesOf(path: string): AsyncGenerator<Entry> {
  const source = createReadStream(path)
  const gunzip = createGunzip()
  source.once('error', (fault) => gunzip.destroy(fault))
  source.pipe(gunzip)
  let held: Buffer[] = []
  let size = 0
  let head: { name: string; length: number } | null = null
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      held.push(chunk)
      size += chunk.length
      for (;;) {
        const wanted: number = head ? head.length + padding(head.length) : block
        if (size < wanted) break
        const all: Buffer = held.length === 1 ? held[0]! : Buffer.concat(held)
        const part = all.subarray(0, wanted)
        held = [all.subarray(wanted)]
        size -= wanted
        if (head) {
          yield { name: head.name, body: Buffer.from(part.subarray(0, head.length)) }
          head = null
        } else head = part[0] === 0 ? null : readHead(part)
      }
    }
  } catch (fault) {
    if (fault instanceof Refusal) throw fault
    const { code } = fault as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
      throw new Refusal(`${path} cannot be read (${code}).`)
    throw new Refusal(`${path} is no backup, or it is cut short.`)
  } finally {
    source.destroy()
  }
}

function readHead(head: Buffer): { name: string; length: number } {
  const text = (from: number, to: number) =>
    head.subarray(from, to).toString('latin1').replace(/\0.*$/, '').trim()
  if (text(257, 262) !== 'ustar') throw new Refusal('This file is no backup of eSonar.')
  return { name: text(0, 100), length: Number.parseInt(text(124, 136), 8) }
}

function headOf(name: string, length: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`the name ${name} is too long for a tar`)
  const head = Buffer.alloc(block)
  head.write(name, 0)
  head.write('0000600\0', 100)
  head.write('0000000\0', 108)
  head.write('0000000\0', 116)
  head.write(`${length.toString(8).padStart(11, '0')}\0`, 124)
  head.write('00000000000\0', 136)
  head.write('        0', 148)
  head.write('ustar\x0000', 257)
  const sum = head.reduce((all, byte) => all + byte, 0)
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return head
}

const padding = (length: number) => (block - (length % block)) % block
const sumOf = (body: Buffer) => createHash('sha256').update(body).digest('hex')
