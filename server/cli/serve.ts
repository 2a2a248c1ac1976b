// `esonar serve`: all of eSonar on this machine.
import { serve as start } from '../serve.ts'
import { type Command, textOf } from './command.ts'

export const serve: Command = {
  summary: 'run eSonar on this machine',
  words: '',
  options: {
    config: { type: 'string', value: 'FILE', help: 'settings, esonar.toml or .json' },
  },
  async run({ env }, _words, options) {
    await start(env, textOf(options, 'config'))
    return 0
  },
}
