// `esonar export`: a workspace as a file that `apply` would find nothing to do for.
import { lookAround } from '../code/carry.ts'
import { writeItems } from '../code/text.ts'
import { itemsOf, thereOf } from '../code/there.ts'
import { type Command, textOf } from './command.ts'
import { hubOf } from './hub.ts'
import { writeNew } from './new-file.ts'

export const exportAll: Command = {
  summary: 'write checks, channels, schedules, policies, pages and windows as a file for apply',
  words: '',
  options: {
    out: {
      type: 'string',
      value: 'FILE',
      help: 'where it is written; to the terminal when left out',
    },
  },
  async run(room, _words, options) {
    const hub = hubOf(room)
    const items = itemsOf(thereOf(await lookAround(hub), Date.now()))
    const head = [
      `Checks of ${hub.url}, for esonar apply.`,
      `A secret is shown as •••, which keeps what is stored; to set it, write \${NAME} and give NAME`,
      'in the environment.',
    ]
    const text = writeItems(items, head)
    const out = textOf(options, 'out')
    if (out) writeNew(out, text)
    else room.out(text.trimEnd())
    return 0
  },
}
