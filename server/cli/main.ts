// The `esonar` command: started by `server/cli/esonar`, or by Node 24 itself.
import { createInterface } from 'node:readline/promises'
import { run } from './run.ts'

const { env, stdin, stdout } = process
// Whoever reads us may have enough: `esonar … | head` is no fault.
stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code === 'EPIPE') process.exit(0)
  throw fault
})
process.exitCode = await run(process.argv.slice(2), {
  env,
  out: (line) => console.log(line),
  err: (line) => console.error(line),
  isTerminal: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
  ask: stdin.isTTY && stdout.isTTY ? ask : null,
})

async function ask(question: string): Promise<string> {
  const asking = createInterface({ input: stdin, output: stdout })
  try {
    return await asking.question(question)
  } finally {
    asking.close()
  }
}
