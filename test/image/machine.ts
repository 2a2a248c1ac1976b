// What of this machine the build needs and an image does not: its way to Debian's packages and to
// npm's. Nothing of it stays in the image.
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Machine {
  /** Laid over `/run/machine` while something is built. */
  folder: string
  env: Record<string, string>
}

const there = '/run/machine'

/** npm's own words for a setting, or nothing. */
function npmSetting(name: string): string {
  const value = execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim()
  return ['', 'null', 'undefined'].includes(value) ? '' : value
}

/** Settings of npm, certificates and proxies, as they are here. */
export function readMachine(folder: string): Machine {
  mkdirSync(folder)
  const env: Record<string, string> = { npm_config_update_notifier: 'false' }
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy']) {
    const value = process.env[name] ?? process.env[name.toUpperCase()]
    if (value) Object.assign(env, { [name]: value, [name.toUpperCase()]: value })
  }
  const files = ['globalconfig', 'userconfig'].map(npmSetting).filter((path) => existsSync(path))
  const lines = files.map((path) => readFileSync(path, 'utf8').trimEnd())
  lines.push(`registry=${npmSetting('registry')}`)
  const authority = npmSetting('cafile') || process.env.NODE_EXTRA_CA_CERTS || ''
  if (existsSync(authority)) {
    copyFileSync(authority, join(folder, 'authorities.pem'))
    lines.push(`cafile=${join(there, 'authorities.pem')}`)
    env.NODE_EXTRA_CA_CERTS = join(there, 'authorities.pem')
  }
  writeFileSync(join(folder, 'npmrc'), `${lines.join('\n')}\n`, { mode: 0o600 })
  env.npm_config_userconfig = join(there, 'npmrc')
  return { folder, env }
}

/** Debian's archives as this machine's apt has them, for a release: lines of a sources.list. */
export function aptSources(release: string): string {
  const format = '$(REPO_URI)|$(LABEL)|$(COMPONENT)'
  const filters = ['Created-By: Packages', 'Origin: Debian', 'Component: main']
  const told = execFileSync('apt-get', ['indextargets', '--format', format, ...filters], {
    encoding: 'utf8',
  })
  const rows = new Set(told.trim().split('\n'))
  const archive = (label: string) =>
    [...rows].map((row) => row.split('|')).find((row) => row[1] === label)?.[0]
  const main = archive('Debian')
  if (!main) throw new Error('apt knows no archive of Debian here: run apt-get update')
  const security = archive('Debian-Security')
  const lines = [`deb ${main} ${release} main`, `deb ${main} ${release}-updates main`]
  if (security) lines.push(`deb ${security} ${release}-security main`)
  return `${lines.join('\n')}\n`
}
