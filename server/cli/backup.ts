// `esonar backup`: database, shard state and keys in one file, also while eSonar runs.
import { resolve } from 'node:path'
import { makeBackup } from '../backup.ts'
import { type Command, Misuse } from './command.ts'
import { configOption, ownSettings, sizeText } from './own-settings.ts'

export const backup: Command = {
  summary: 'write database, shard state and keys to one file, while eSonar runs or not',
  words: 'FILE|FOLDER',
  options: configOption,
  async run(room, [file, ...more], options) {
    if (!file || more.length > 0) throw new Misuse('name one file, or a folder.')
    const made = await makeBackup(ownSettings(room, options), resolve(file), new Date())
    const { path, bytes, rows, shards } = made
    room.out(
      `${path}: ${sizeText(bytes)}, ${rows} rows, ${shards} ${shards === 1 ? 'shard' : 'shards'}.`,
    )
    room.out('It holds the keys that open stored secrets: keep it as you keep passwords.')
    return 0
  },
}
