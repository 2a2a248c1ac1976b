// `esonar restore`: a backup becomes the data folder.
import { resolve } from 'node:path'
import { checkBackup, restoreBackup } from '../restore.ts'
import { type Command, Misuse } from './command.ts'
import { configOption, ownSettings } from './own-settings.ts'

export const restore: Command = {
  summary: 'put a backup in place; eSonar must not be running',
  words: 'FILE',
  options: {
    ...configOption,
    force: {
      type: 'boolean',
      help: 'also where something is: the folder is kept under another name',
    },
    check: { type: 'boolean', help: 'only read the file through and say whether it is whole' },
  },
  async run(room, [file, ...more], options) {
    if (!file || more.length > 0) throw new Misuse('name one file.')
    const path = resolve(file)
    if (options.check) {
      const { manifest } = await checkBackup(path)
      room.out(`${path} is whole: made ${manifest.createdAt} by eSonar ${manifest.esonar}.`)
      return 0
    }
    const settings = ownSettings(room, options)
    const force = options.force === true
    const { manifest, rows, before } = await restoreBackup(settings, path, force, new Date())
    room.out(`${settings.dataDir} is as it was at ${manifest.createdAt}: ${rows} rows.`)
    if (before) room.out(`What was there before lies in ${before}.`)
    room.out('Start eSonar as ever; checks go on from there.')
    return 0
  },
}
