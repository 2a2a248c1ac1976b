// `esonar upgrade`: after a new version was fetched. Backs up, migrates, says the way back.
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { databaseOf, makeBackup } from '../backup.ts'
import { userOf } from '../folder.ts'
import { directUrl, migrate } from '../migrate.ts'
import { Refusal } from '../refusal.ts'
import { pendingMigrations } from '../upgrade.ts'
import { version } from '../variables.ts'
import { type Command, textOf } from './command.ts'
import { configOption, ownSettings, sizeText } from './own-settings.ts'

export const upgrade: Command = {
  summary: 'bring the database to this version, after a backup; eSonar must not be running',
  words: '',
  options: {
    ...configOption,
    backups: {
      type: 'string',
      value: 'FOLDER',
      help: 'where the backup goes; <data folder>-backups',
    },
    'dry-run': { type: 'boolean', help: 'only say what would be done' },
  },
  async run(room, _words, options) {
    const settings = ownSettings(room, options)
    const { dataDir } = settings
    if (!existsSync(join(dataDir, 'layout')))
      throw new Refusal(`There is no eSonar in ${dataDir}; the first start makes one.`)
    const user = userOf(dataDir)
    if (user !== 0 && !options['dry-run']) {
      throw new Refusal(`eSonar (process ${user}) is running on ${dataDir}; stop it first.`)
    }
    const look = await databaseOf(settings, user !== 0)
    const pending = await pendingMigrations(look.url).finally(look.close)
    room.out(
      pending.length === 0
        ? `The database is that of eSonar ${version()} already.`
        : `Migrations to run: ${pending.join(', ')}.`,
    )
    if (options['dry-run'] || pending.length === 0) return 0
    const folder = textOf(options, 'backups') ?? `${dataDir}-backups`
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const { path, bytes } = await makeBackup(settings, folder, new Date())
    room.out(`Backed up to ${path} (${sizeText(bytes)}).`)
    const { url, close } = await databaseOf(settings, false)
    const applied = await migrate(directUrl(url)).finally(close)
    room.out(`Applied: ${applied.join(', ')}. Start eSonar as ever.`)
    room.out(
      'The way back: migrations only add, so the version before runs on this database as it is.',
    )
    room.out(`To undo what happened since, too: esonar restore --force ${path}`)
    return 0
  },
}
