// `esonar apply`: makes a workspace what files say it is.
import { readFileSync } from 'node:fs'
import { carryOut, lookAround } from '../code/carry.ts'
import { draw } from '../code/draw.ts'
import { type Items, kinds, nameOf, oneOf, toCome } from '../code/item.ts'
import { planOf } from '../code/plan.ts'
import { readItems } from '../code/text.ts'
import { thereOf } from '../code/there.ts'
import { Refusal } from '../refusal.ts'
import { type Command, Misuse, type Options, type Room } from './command.ts'
import { hubOf } from './hub.ts'
import { painter } from './paint.ts'

export const apply: Command = {
  summary: 'make checks, channels, schedules, policies, pages and windows what files say',
  words: 'FILE…',
  options: {
    'dry-run': { type: 'boolean', help: 'only say what would be done' },
    prune: { type: 'boolean', help: 'remove what is not in the files' },
    secrets: { type: 'boolean', help: 'give all secrets again: they cannot be compared' },
    yes: { type: 'boolean', help: 'do not ask' },
    json: { type: 'boolean', help: 'the plan for scripts' },
  },
  async run(room, files, options) {
    if (files.length === 0) throw new Misuse('name a file, or - for what is piped in.')
    const read = joined(files.map((file) => readItems(wordsIn(file, options), file, room.env)))
    const wanted = toCome(read, Date.now())
    const hub = hubOf(room)
    const all = await lookAround(hub)
    const there = thereOf(all, Date.now())
    const plan = planOf(there, wanted, {
      prune: options.prune === true,
      secrets: options.secrets === true,
    })
    const { changes } = plan
    if (options.json) {
      const told = changes.map(({ kind, act, name, id, fields }) => ({
        ...{ kind, act, name, id },
        fields: fields.map((one) => one.field),
      }))
      room.out(
        JSON.stringify({ changes: told, unchanged: plan.unchanged, left: plan.left }, null, 2),
      )
    } else for (const line of draw(plan, painter(room.isTerminal))) room.out(line)
    if (changes.length === 0 || options['dry-run']) return 0
    if (options.yes !== true && !(await isMeant(room))) {
      room.out('Nothing was changed.')
      return 1
    }
    await carryOut(hub, changes, there, all, () => undefined)
    if (!options.json)
      room.out(`Done: ${changes.length} ${changes.length === 1 ? 'change' : 'changes'}.`)
    return 0
  },
}

/** Asks, where somebody is there to answer. */
async function isMeant({ ask }: Room): Promise<boolean> {
  return ask === null || /^y(es)?$/i.test((await ask('Do this? [y/N] ')).trim())
}

/** With --prune what names nothing would remove everything: that must be said. */
function wordsIn(file: string, { prune }: Options): string {
  const text = textOf(file)
  if (prune && /^(\s|#.*|---)*$/.test(text)) {
    const why = 'with --prune that removes everything. If it is meant, write "checks: []"'
    throw new Refusal(`${file === '-' ? 'What is piped in' : file} is empty, and ${why}.`)
  }
  return text
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (fault) {
    throw new Refusal(`${file} cannot be read (${(fault as NodeJS.ErrnoException).code}).`)
  }
}

function joined(all: readonly Items[]): Items {
  const items = Object.fromEntries(
    kinds.map((kind) => [kind, all.flatMap((one) => one[kind])]),
  ) as unknown as Items
  for (const kind of kinds) {
    const named = items[kind].filter((one) => one.id === undefined).map((one) => nameOf(kind, one))
    const twice = named.find((name, index) => named.indexOf(name) !== index)
    if (twice !== undefined) throw new Refusal(`${oneOf[kind]} "${twice}" is in two files.`)
  }
  return items
}
