// `esonar schema`: the JSON Schema of the files that `apply` takes, for editors.
import { fileSchema } from '../code/schema.ts'
import type { Command } from './command.ts'

export const schema: Command = {
  summary: 'print the JSON Schema of the files that apply takes, for editors',
  words: '',
  options: {},
  async run(room) {
    room.out(JSON.stringify(fileSchema(), null, 2))
    return 0
  },
}
