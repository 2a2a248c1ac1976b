// The canary against the real program: the token, every question, the report.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { endAll, freshFolder, type Program, start } from './program.ts'

const root = join(import.meta.dirname, '..', '..')
const node = join(root, 'node_modules', '.bin', 'node')
const token = 'canary-token-0123456789abcdef0123456789'
let program: Program
const slow = createServer((_request, response) => setTimeout(() => response.end('ok'), 300))

beforeAll(async () => {
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
  program = await start({ ESONAR_CANARY_TOKEN: token })
})
afterAll(async () => {
  slow.close()
  await endAll()
})

function run(given: string, ...args: string[]): Promise<{ code: number | null; said: string }> {
  const env = { PATH: process.env.PATH, CANARY_TOKEN: given }
  const child = spawn(node, ['server/canary/main.ts', ...args], { cwd: root, env })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })))
}

it('asks every question and writes a report', async () => {
  const report = join(freshFolder(), 'report.md')
  const { port } = slow.address() as AddressInfo
  const address = `http://127.0.0.1:${port}/`
  const args = [program.url, '--slow', address, '--broken', 'no', '--report', report]
  const { code, said } = await run(token, ...args)
  expect(said).toContain('24 of 24')
  expect(said).toMatch(/as expected +Has each location connections of its own/)
  expect(said).toMatch(/not answered +Does each location stand/)
  expect(code).toBe(0)
  expect(readFileSync(report, 'utf8')).toContain('# Canary of')
})

it('is not there for who has no token, and says so', async () => {
  const other = await run('x'.repeat(40), program.url)
  expect(other).toMatchObject({ code: 2, said: expect.stringContaining('CANARY_TOKEN') })
  expect(await run('', program.url)).toMatchObject({ code: 2 })
  for (const query of ['ms=1', 'ms=1&key=', `ms=1&key=${token}`])
    expect((await fetch(`${program.url}/canary/wait?${query}`)).status).toBe(404)
  const asked = await fetch(`${program.url}/canary/ask`, { method: 'POST', body: '{}' })
  expect(asked.status).toBe(404)
})
