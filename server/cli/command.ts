// What makes a command of `esonar`: its words for help and completion, its options, what it does.

export interface Option {
  type: 'string' | 'boolean'
  /** What stands for its value in the help. */
  value?: string
  help: string
  multiple?: boolean
}

/** Where a command runs: everything it may touch of the process. */
export interface Room {
  env: Record<string, string | undefined>
  out(line: string): void
  err(line: string): void
  /** Whether people look at the output: colours, and a word on what happens. */
  isTerminal: boolean
  /** Asks a person; null: nobody is there. */
  ask: ((question: string) => Promise<string>) | null
}

export type Options = Record<string, string | boolean | string[] | undefined>

export interface Command {
  summary: string
  /** Words after the command's name: `FILE`, `[NAME…]`. */
  words: string
  /** What its first word may be, for completion. */
  verbs?: readonly string[]
  options: Readonly<Record<string, Option>>
  /** Answers the exit code. Throws a Refusal, whose sentence is said, for 1. */
  run(room: Room, words: string[], options: Options): Promise<number>
}

/** How it was called is wrong: said with the usage, exit code 2. */
export class Misuse extends Error {}

/** An option's text, when it was given one. */
export function textOf(options: Options, name: string): string | null {
  const given = options[name]
  return typeof given === 'string' ? given : null
}
