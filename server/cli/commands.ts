// The commands there are, by name, in the order of the help.
import { backup } from './backup.ts'
import type { Command } from './command.ts'
import { doctor } from './doctor.ts'
import { restore } from './restore.ts'
import { serve } from './serve.ts'
import { upgrade } from './upgrade.ts'

export const commands: Readonly<Record<string, Command>> = {
  serve,
  backup,
  restore,
  upgrade,
  doctor,
}
