// The commands there are, by name, in the order of the help.
import type { Command } from './command.ts'
import { serve } from './serve.ts'

export const commands: Readonly<Record<string, Command>> = {
  serve,
}
