// The agent's program as people run it: a child process with a folder of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { agentBundle } from '../../agent/build.ts'

const running: ChildProcess[] = []

export interface Ran {
  child: ChildProcess
  said(): string
  code: Promise<number | null>
}

/** Runs a command of it; its bundle must have been made. */
export function agent(home: string, ...words: string[]): Ran {
  const child = spawn(process.execPath, [agentBundle, ...words], {
    env: { PATH: process.env.PATH, ESONAR_AGENT_HOME: home },
  })
  running.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      text += part
    })
  }
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, said: () => text, code }
}

/** Ends all that still run. */
export function endAgents(): void {
  for (const child of running.splice(0)) child.kill('SIGKILL')
}
