// The settings of the eSonar on this machine, for commands that look after it.
import { withConfigFile } from '../config-file.ts'
import { readSettings, type Settings } from '../settings.ts'
import { type Option, type Options, type Room, textOf } from './command.ts'

export const configOption: Record<'config', Option> = {
  config: {
    type: 'string',
    value: 'FILE',
    help: 'the settings that serve has, esonar.toml or .json',
  },
}

/** As `esonar serve` reads them. Throws a Refusal that names the setting at fault. */
export function ownSettings({ env }: Room, options: Options): Settings {
  const given = withConfigFile(env, textOf(options, 'config'))
  // Alone it is the key of this command itself, for those that speak the API.
  const isOwners = !!given.ESONAR_OWNER_EMAIL || !!given.ESONAR_OWNER_PASSWORD
  return readSettings(isOwners ? given : { ...given, ESONAR_API_KEY: undefined })
}

/** Bytes as a person reads them. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`
}
