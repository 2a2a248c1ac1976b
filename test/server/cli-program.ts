// The `esonar` command as a child process, or within this one: with nothing of the outer environment.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { run } from '../../server/cli/run.ts'

const starter = join(import.meta.dirname, '..', '..', 'server', 'cli', 'esonar')

export interface Said {
  code: number | null
  out: string
  err: string
}

/** Runs `esonar` with these words to its end. `input` is what it reads. */
export function esonar(
  words: string[],
  env: Record<string, string> = {},
  input = '',
): Promise<Said> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(starter, words, { env: { PATH, HOME, ...env }, timeout: 25_000 })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    said.out += part
  })
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    said.err += part
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...said }))
  })
}

/** The same without a process of its own, which takes a second: for those that only ask the API. */
export async function esonarHere(words: string[], env: Record<string, string>): Promise<Said> {
  const said = { out: '', err: '' }
  const code = await run(words, {
    env,
    out: (line) => {
      said.out += `${line}\n`
    },
    err: (line) => {
      said.err += `${line}\n`
    },
    isTerminal: false,
    ask: null,
  })
  return { code, ...said }
}
