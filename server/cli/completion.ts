// `esonar completion`: lines for a shell that complete commands, their verbs and their options.
import { type Command, Misuse } from './command.ts'

const shells = ['bash', 'zsh', 'fish'] as const

/** The command, for the commands there are. */
export function completionOf(all: () => Readonly<Record<string, Command>>): Command {
  return {
    summary: 'print completion for bash, zsh or fish',
    words: shells.join('|'),
    verbs: shells,
    options: {},
    async run(room, [shell]) {
      if (shell === 'bash') room.out(bash(all()))
      else if (shell === 'zsh')
        room.out(`autoload -U +X bashcompinit && bashcompinit\n${bash(all())}`)
      else if (shell === 'fish') room.out(fish(all()))
      else throw new Misuse(`say for which shell: ${shells.join(', ')}.`)
      return 0
    },
  }
}

const optionsOf = ({ options }: Command) => Object.keys(options).map((name) => `--${name}`)

function bash(all: Readonly<Record<string, Command>>): string {
  const cases = Object.entries(all).map(([name, command]) => {
    const words = [...(command.verbs ?? []), ...optionsOf(command)].join(' ')
    return `    ${name}) words="${words}" ;;`
  })
  return [
    '# eval "$(esonar completion bash)"',
    '_esonar() {',
    `  local word=\${COMP_WORDS[COMP_CWORD]} words=""`,
    '  COMPREPLY=()',
    `  case "$COMP_CWORD:\${COMP_WORDS[1]}" in`,
    `    1:*) COMPREPLY=($(compgen -W "${['help', ...Object.keys(all)].join(' ')}" -- "$word")); return ;;`,
    '  esac',
    `  case "\${COMP_WORDS[1]}" in`,
    ...cases,
    `    help) words="${Object.keys(all).join(' ')}" ;;`,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    `  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$word"))`,
    '}',
    'complete -o filenames -F _esonar esonar',
  ].join('\n')
}

function fish(all: Readonly<Record<string, Command>>): string {
  const lines = Object.entries(all).flatMap(([name, { summary, verbs = [], options }]) => [
    `complete -c esonar -n __fish_use_subcommand -f -a ${name} -d '${summary}'`,
    ...verbs.map(
      (verb) => `complete -c esonar -n '__fish_seen_subcommand_from ${name}' -f -a ${verb}`,
    ),
    ...Object.entries(options).map(
      ([key, { type, help }]) =>
        `complete -c esonar -n '__fish_seen_subcommand_from ${name}' -l ${key}${type === 'string' ? ' -r' : ''} -d '${help.replaceAll("'", '’')}'`,
    ),
  ])
  const help = `complete -c esonar -n '__fish_seen_subcommand_from help' -f -a '${Object.keys(all).join(' ')}'`
  const first = "complete -c esonar -n __fish_use_subcommand -f -a help -d 'say more of a command'"
  return ['# esonar completion fish | source', first, help, ...lines].join('\n')
}
