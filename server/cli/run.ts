// Reads a command line, finds its command, runs it: answers the exit code.
import { parseArgs } from 'node:util'
import { nearTo } from '../near.ts'
import { Refusal } from '../refusal.ts'
import { version } from '../variables.ts'
import { type Command, Misuse, type Options, type Room } from './command.ts'
import { commands } from './commands.ts'

/** Runs `esonar` with these words. 0: done, 1: refused or failed, 2: called wrongly. */
export async function run(argv: readonly string[], room: Room): Promise<number> {
  const [name = 'help', ...rest] = argv
  if (['help', '--help', '-h'].includes(name)) return help(room, rest[0])
  if (['version', '--version', '-v'].includes(name)) {
    room.out(version())
    return 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    const near = nearTo(name, Object.keys(commands))
    const meant = near === null ? '' : ` did you mean ${near}?`
    room.err(`esonar: there is no command "${name}";${meant} esonar help has them all.`)
    return 2
  }
  if (rest.includes('--help') || rest.includes('-h')) return help(room, name)
  try {
    const { words, options } = read(command, rest)
    return await command.run(room, words, options)
  } catch (fault) {
    if (fault instanceof Misuse) {
      room.err(`esonar ${name}: ${fault.message}\nUsage: ${usage(name, command)}`)
      return 2
    }
    if (!(fault instanceof Refusal)) throw fault
    room.err(`esonar ${name}: ${fault.message}`)
    return 1
  }
}

function read(command: Command, argv: string[]): { words: string[]; options: Options } {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([key, { type, multiple = false }]) => [
      key,
      { type, multiple },
    ]),
  )
  try {
    const { positionals, values } = parseArgs({ args: argv, options, allowPositionals: true })
    if (command.words === '' && positionals.length > 0)
      throw new Misuse(`it takes no "${positionals[0]}".`)
    return { words: positionals, options: values as Options }
  } catch (fault) {
    if (fault instanceof Misuse) throw fault
    throw new Misuse(`${(fault as Error).message.split('. ')[0]}; it has ${optionsOf(command)}.`)
  }
}

function optionsOf({ options }: Command): string {
  const names = Object.keys(options).map((name) => `--${name}`)
  return names.length > 0 ? names.join(', ') : 'no options'
}

function usage(name: string, { words, options }: Command): string {
  const some = Object.keys(options).length > 0 ? ' [options]' : ''
  return `esonar ${name}${words ? ` ${words}` : ''}${some}`
}

function help(room: Room, name: string | undefined): number {
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command || name === undefined) {
    room.out('esonar: knows, beyond doubt, whether your servers are up.\n')
    const most = Math.max(...Object.keys(commands).map((one) => one.length))
    for (const [key, { summary }] of Object.entries(commands))
      room.out(`  ${key.padEnd(most)}  ${summary}`)
    room.out('\nesonar help COMMAND says more; esonar --version says which this is.')
    return 0
  }
  room.out(`Usage: ${usage(name, command)}\n\n${command.summary}\n`)
  const rows = Object.entries(command.options).map(([key, { value, help: words }]) => [
    `--${key}${value ? ` ${value}` : ''}`,
    words,
  ])
  const most = Math.max(0, ...rows.map(([left]) => left!.length))
  for (const [left, right] of rows) room.out(`  ${left!.padEnd(most)}  ${right}`)
  return 0
}
