// `esonar import`: what another program watched, as a file for `apply`, and what was left behind.
import { readFileSync } from 'node:fs'
import { Problem } from '../../workers/domain/problem.ts'
import { writeItems } from '../code/text.ts'
import type { Carried } from '../import/carried.ts'
import { fromGatus } from '../import/gatus.ts'
import { fromHealthchecks, fromUptimeRobot } from '../import/hosted.ts'
import { fromKumaDatabase, fromKumaJson } from '../import/kuma.ts'
import { Refusal } from '../refusal.ts'
import { type Command, Misuse, textOf } from './command.ts'
import { writeNew } from './new-file.ts'
import { tame } from './paint.ts'

const readers: Record<string, (file: string) => Carried> = {
  'uptime-kuma': (file) => {
    const head = bytesOf(file).subarray(0, 15).toString('latin1')
    return head === 'SQLite format 3'
      ? fromKumaDatabase(file)
      : fromKumaJson(bytesOf(file).toString())
  },
  gatus: (file) => fromGatus(bytesOf(file).toString()),
  uptimerobot: (file) => fromUptimeRobot(bytesOf(file).toString()),
  healthchecks: (file) => fromHealthchecks(bytesOf(file).toString()),
}
const names = Object.keys(readers)

export const importAll: Command = {
  summary: 'turn an export of Uptime Kuma, Gatus, UptimeRobot, Healthchecks into a file for apply',
  words: `${names.join('|')} FILE`,
  verbs: names,
  options: {
    out: {
      type: 'string',
      value: 'FILE',
      help: 'where it is written; to the terminal when left out',
    },
  },
  async run(room, [from = '', file, ...more], options) {
    const read = Object.hasOwn(readers, from) ? readers[from] : undefined
    if (!read) throw new Misuse(`say from where: ${names.join(', ')}.`)
    if (!file || more.length > 0) throw new Misuse('name one file.')
    const { items, losses } = carried(read, file)
    const head = [`From ${from}, for esonar apply. Passwords and tokens stand in it as they were.`]
    // A variable of Gatus is one here, too.
    const written = writeItems(items, head, from === 'gatus')
    const out = textOf(options, 'out')
    if (out) writeNew(out, written)
    else room.out(written.trimEnd())
    const counts = [counted(items.checks, 'check'), counted(items.channels, 'channel')]
    room.err(`${counts.join(' and ')} carried over.`)
    for (const { what, why } of losses) room.err(`  not: ${tame(what)}: ${tame(why)}`)
    return 0
  },
}

const counted = (items: readonly unknown[], name: string) =>
  `${items.length} ${name}${items.length === 1 ? '' : 's'}`

function carried(read: (file: string) => Carried, file: string): Carried {
  try {
    return read(file)
  } catch (fault) {
    if (fault instanceof Problem) throw new Refusal(`${file} ${fault.detail}.`)
    const { code, message } = fault as { code?: string; message: string }
    if (code?.startsWith('ERR_SQLITE'))
      throw new Refusal(`${file} is no database of it (${message}).`)
    throw fault
  }
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (fault) {
    throw new Refusal(`${file} cannot be read (${(fault as NodeJS.ErrnoException).code}).`)
  }
}
