// The image of the FROM line, made here: a minimal Debian of that release, with Node of that major
// version and its npm in /usr/local.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { aptSources } from './machine.ts'
import { done } from './steps.ts'

/** The npm that each Node brings. */
const npmOf: Record<string, string> = { 20: '10', 22: '10', 24: '11' }
/** As slim images have dpkg: without these, and without waiting for the disk. */
const leftOut = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*']
const dpkg = ['force-unsafe-io', ...leftOut.map((path) => `path-exclude=${path}`)]
/** Engines' images begin no service when a package is installed. */
const policy = '#!/bin/sh\nexit 101\n'

/** Debian alone. */
export async function layDebian(release: string, folder: string, log: string): Promise<void> {
  const sources = `${folder}.list`
  writeFileSync(sources, aptSources(release))
  const words = ['mmdebstrap', '--variant=minbase', '--include=usr-is-merged', '--mode=root']
  const hooks = '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr'
  const options = dpkg.map((option) => `--dpkgopt=${option}`)
  await done([...words, hooks, ...options, release, folder, sources], log)
  writeFileSync(join(folder, 'usr/sbin/policy-rc.d'), policy)
  chmodSync(join(folder, 'usr/sbin/policy-rc.d'), 0o755)
  for (const name of ['hosts', 'resolv.conf', 'hostname'])
    writeFileSync(join(folder, 'etc', name), '')
}

/** Node and npm, from npm's registry; and the user `node`, as the image has it. */
export async function layNode(major: string, folder: string, log: string): Promise<string> {
  const npm = npmOf[major]
  if (!npm) throw new Error(`which npm Node ${major} brings is not known here`)
  const local = join(folder, 'usr/local')
  await unpack(`node-linux-${process.arch}@${major}`, local, log)
  rmSync(join(local, 'package.json'), { force: true })
  const modules = join(local, 'lib/node_modules/npm')
  mkdirSync(modules, { recursive: true })
  await unpack(`npm@${npm}`, modules, log)
  for (const name of ['npm', 'npx']) {
    chmodSync(join(modules, 'bin', `${name}-cli.js`), 0o755)
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name))
  }
  execFileSync('chroot', [folder, 'useradd', '--uid', '1000', '--create-home', 'node'])
  return inside(folder, 'node', '-v')
}

/** What one of its programs says. */
export const inside = (folder: string, ...words: string[]) =>
  execFileSync('chroot', [folder, ...words], {
    encoding: 'utf8',
    env: { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' },
  }).trim()

async function unpack(name: string, to: string, log: string): Promise<void> {
  const at = mkdtempSync(`${to.split('/usr/')[0]}-npm-`)
  await done(['npm', 'pack', '--silent', '--pack-destination', at, name], log)
  const [file = ''] = readdirSync(at)
  await done(
    ['tar', '-C', to, '--strip-components=1', '--no-same-owner', '-xzf', join(at, file)],
    log,
  )
  rmSync(at, { recursive: true })
}
