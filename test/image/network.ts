// A wire between this machine and a container, or between two: they go with the container's network,
// and that goes with this run.
import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdirSync } from 'node:fs'

const ip = (...words: string[]) => execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] })

/** Where namespaces have their names: this run's own, not the machine's. */
export function openNetworks(): void {
  mkdirSync('/run/netns', { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', 'none', '/run/netns'])
}

/** Chosen anew by each run, so that two of them seldom meet. */
const octet = 64 + randomInt(128)
let wires = 0

/** A network with a wire to this machine; answers its address. */
export function openNetwork(name: string): string {
  ip('netns', 'add', name)
  ip('-n', name, 'link', 'set', 'lo', 'up')
  return wire(name, null).here
}

/** A wire from one network to another, or to this machine (null). */
export function wire(from: string, to: string | null): { here: string; there: string } {
  wires += 1
  const [here, there] = [`10.${octet}.${wires}.2`, `10.${octet}.${wires}.1`]
  const [end, other] = [`eth${wires}`, `esn${octet}x${wires}`]
  const near = ['-n', from]
  const far = to === null ? [] : ['-n', to]
  ip(...far, 'link', 'add', other, 'type', 'veth', 'peer', 'name', end, 'netns', from)
  ip(...near, 'addr', 'add', `${here}/24`, 'dev', end)
  ip(...near, 'link', 'set', end, 'up')
  ip(...far, 'addr', 'add', `${there}/24`, 'dev', other)
  ip(...far, 'link', 'set', other, 'up')
  return { here, there }
}

/** It and its wires are gone. */
export const closeNetwork = (name: string) => void ip('netns', 'del', name)
