// What is done, with its seconds; what was said on the way lies in a log, and is shown when it fails.
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'

const lastLines = 40

/** Does one step and says how long it took. */
export async function step<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const begun = performance.now()
  try {
    const result = await work()
    console.log(`${since(begun)}  ${name}`)
    return result
  } catch (fault) {
    console.log(`${since(begun)}  FAILED: ${name}`)
    throw fault
  }
}

const since = (begun: number) => `${((performance.now() - begun) / 1_000).toFixed(1).padStart(6)} s`

/** Throws with `sentence` when something is not so. */
export function must(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(sentence)
}

export interface Said {
  code: number
  text: string
}

/** Runs a command to its end; what it says goes to `log`. */
export function said(
  words: string[],
  log: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Said> {
  const [program = '', ...args] = words
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const take = (part: string) => {
    text += part
    appendFileSync(log, part)
  }
  child.stdout.setEncoding('utf8').on('data', take)
  child.stderr.setEncoding('utf8').on('data', take)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, text }))
  })
}

/** The same, and throws with the end of what it said when it fails. */
export async function done(words: string[], log: string, env?: NodeJS.ProcessEnv): Promise<string> {
  const { code, text } = await said(words, log, env)
  if (code !== 0) throw new Error(`it ended with ${code}:\n${endOf(text)}`)
  return text
}

export const endOf = (text: string) => text.trimEnd().split('\n').slice(-lastLines).join('\n')

/** The end of a log, or that there is none. */
export const tail = (log: string) =>
  existsSync(log) ? endOf(readFileSync(log, 'utf8')) : 'it said nothing'

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
