// The commands there are, by name, in the order of the help.
import { apply } from './apply.ts'
import { backup } from './backup.ts'
import { check } from './check.ts'
import type { Command } from './command.ts'
import { completionOf } from './completion.ts'
import { doctor } from './doctor.ts'
import { exportAll } from './export.ts'
import { importAll } from './import.ts'
import { incident } from './incident.ts'
import { restore } from './restore.ts'
import { schema } from './schema.ts'
import { serve } from './serve.ts'
import { tail } from './tail.ts'
import { upgrade } from './upgrade.ts'

export const commands: Readonly<Record<string, Command>> = {
  serve,
  backup,
  restore,
  upgrade,
  doctor,
  check,
  incident,
  tail,
  apply,
  export: exportAll,
  import: importAll,
  schema,
  completion: completionOf(() => commands),
}
