// Runs a program of this machine, bounded in time and output: what it began ends with it.
import { spawn } from 'node:child_process'

export interface Ran {
  /** Null: it was ended, or could not be started. */
  exitCode: number | null
  output: string
  errors: string
  /** It was not over in time. */
  isLate: boolean
  /** It could not be started at all. */
  isMissing: boolean
}

const outputMax = 64_000
/** After the program itself, its pipes may be held by what it left behind. */
const lingerMs = 500

/** Runs `command` without a shell. */
export function run(command: readonly string[], timeoutMs: number): Promise<Ran> {
  const [program = '', ...args] = command
  return new Promise((resolve) => {
    const ran: Ran = { exitCode: null, output: '', errors: '', isLate: false, isMissing: false }
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, LC_ALL: 'C' },
    })
    const end = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It is gone, with all it began.
      }
    }
    const timer = setTimeout(() => {
      ran.isLate = true
      end()
    }, timeoutMs)
    const over = () => {
      clearTimeout(timer)
      child.stdout.destroy()
      child.stderr.destroy()
      resolve(ran)
    }
    child.stdout.on('data', (chunk: Buffer) => {
      if (ran.output.length < outputMax) ran.output += chunk.toString('utf8')
    })
    child.stderr.on('data', (chunk: Buffer) => {
      if (ran.errors.length < outputMax) ran.errors += chunk.toString('utf8')
    })
    child.on('error', () => {
      ran.isMissing = true
      over()
    })
    child.on('exit', (code) => {
      ran.exitCode = ran.isLate ? null : code
      const linger = setTimeout(() => {
        end()
        over()
      }, lingerMs)
      child.on('close', () => {
        clearTimeout(linger)
        over()
      })
    })
  })
}
