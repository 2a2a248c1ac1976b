// A file that a command writes: it may hold secrets, and replaces none.
import { writeFileSync } from 'node:fs'
import { Refusal } from '../refusal.ts'

/** Mode 600. Throws a Refusal where there is one already. */
export function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 })
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException
    const remedy = code === 'EEXIST' ? 'it is there already; name another' : 'name another'
    throw new Refusal(`${file} cannot be written (${code}): ${remedy}.`)
  }
}
