// Asks a person at a terminal for a secret; what is typed is not shown.
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

export type Ask = (question: string) => Promise<string>

/** Null where nobody sits: a secret comes from the environment then. */
export function terminalAsk(): Ask | null {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return null
  return (question) =>
    new Promise((resolve, reject) => {
      process.stdout.write(`${question}: `)
      const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
      const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
      lines.on('SIGINT', () => {
        lines.close()
        reject(new Error('interrupted'))
      })
      lines.question('', (answer) => {
        lines.close()
        process.stdout.write('\n')
        resolve(answer.trim())
      })
    })
}
