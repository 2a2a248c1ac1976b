// The network the suite runs on: a network namespace of its own (nothing outside is touched, nothing
// remains), with a resolver and a firewall of its own; or plain loopback, where that is not allowed.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Authority, privateAuthority } from '../fakes/certificate.ts'
import { type Names, startNames } from './names.ts'

export interface Ground {
  /** Where targets listen, and where control targets do. */
  host: string
  controlHost: string
  folder: string
  /** An authority that programs and regions of the suite trust. */
  authority: Authority
  authorityFile: string
  /** Null on plain loopback: names and packets are the machine's own there. */
  isolated: { names: Names; firewall: Firewall } | null
  close(): void
}

export interface Firewall {
  /** Drops what is sent to a port here, by everybody or by one source. */
  drop(port: number, source?: string): void
  pass(port: number, source?: string): void
  /** Loses a share of all packets from and to an address. */
  lose(address: string, percent: number): void
}

export const day = 86_400_000
const targetHost = '10.77.0.1'
const controlHost = '10.77.0.2'

/** Whether this process may have a network of its own. The sentence says why not. */
export function whyNotIsolated(): string | null {
  if (process.getuid?.() !== 0) return 'no network namespaces (not root)'
  for (const command of ['unshare', 'setpriv', 'ip', 'nft']) {
    if (spawnSync(command, ['-V'], { stdio: 'ignore' }).error) return `no command "${command}"`
  }
  const tried = spawnSync('unshare', ['--net', '--mount', 'ip', 'link', 'set', 'lo', 'up'])
  return tried.status === 0 ? null : 'no network namespaces'
}

/** Lays the ground. `inside`: this process already runs in `unshare --net --mount`. */
export async function openGround(inside: boolean): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'esonar-scenarios-'))
  const authority = privateAuthority('Scenario Root', Date.now() - day, Date.now() + 30 * day)
  const authorityFile = join(folder, 'authority.crt')
  writeFileSync(authorityFile, authority.cert)
  const shared = { folder, authority, authorityFile }
  if (!inside) {
    const host = '127.0.0.1'
    const close = () => rmSync(folder, { recursive: true, force: true })
    return { ...shared, host, controlHost: host, isolated: null, close }
  }
  lay(folder)
  const names = await startNames(targetHost)
  return {
    ...shared,
    host: targetHost,
    controlHost,
    isolated: { names, firewall: makeFirewall() },
    close: () => {
      names.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** One command of the system; throws with what it said. */
export function run(command: string, ...words: string[]): void {
  execFileSync(command, words, { stdio: ['ignore', 'ignore', 'pipe'] })
}

function lay(folder: string): void {
  mkdirSync('/run/netns', { recursive: true })
  run('mount', '-t', 'tmpfs', 'none', '/run/netns')
  run('ip', 'link', 'set', 'lo', 'up')
  for (const host of [targetHost, controlHost]) run('ip', 'addr', 'add', `${host}/32`, 'dev', 'lo')
  const resolver = join(folder, 'resolv.conf')
  writeFileSync(resolver, `nameserver ${targetHost}\n`)
  if (existsSync('/etc/resolv.conf')) run('mount', '--bind', resolver, '/etc/resolv.conf')
}

function makeFirewall(): Firewall {
  const nft = (text: string) => run('nft', text)
  nft(`table inet esonar {
    set ports { type inet_service; }
    set ways { type ipv4_addr . inet_service; }
    chain in {
      type filter hook input priority 0;
      tcp dport @ports drop
      ip saddr . tcp dport @ways drop
    }
    chain out { type filter hook output priority 0; }
  }`)
  const set = (word: 'add' | 'delete', port: number, source?: string) =>
    source
      ? nft(`${word} element inet esonar ways { ${source} . ${port} }`)
      : nft(`${word} element inet esonar ports { ${port} }`)
  return {
    drop: (port, source) => set('add', port, source),
    pass: (port, source) => set('delete', port, source),
    lose: (address, percent) => {
      const chance = `numgen random mod 100 < ${percent} drop`
      nft(`add rule inet esonar in ip saddr ${address} ${chance}`)
      nft(`add rule inet esonar out ip daddr ${address} ${chance}`)
    },
  }
}
