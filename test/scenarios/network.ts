// A network namespace with a wire to the suite's network: what a location or an agent stands in.
import { run } from './ground.ts'

export interface Network {
  name: string
  /** Of the machine in it, and of the suite's end of its wire. */
  address: string
  outer: string
  /** Packets from there to an address vanish from now on. */
  blackhole(address: string): void
}

let networks = 0

/** Makes one; it goes with the suite. */
export function openNetwork(name: string): Network {
  networks += 1
  const [outer, address] = [`10.77.${10 + networks}.1`, `10.77.${10 + networks}.2`]
  run('ip', 'netns', 'add', name)
  const inside = (...words: string[]) => run('ip', '-n', name, ...words)
  const wire = `v${networks}`
  run('ip', 'link', 'add', wire, 'type', 'veth', 'peer', 'name', 'out', 'netns', name)
  run('ip', 'addr', 'add', `${outer}/24`, 'dev', wire)
  run('ip', 'link', 'set', wire, 'up')
  inside('addr', 'add', `${address}/24`, 'dev', 'out')
  for (const device of ['out', 'lo']) inside('link', 'set', device, 'up')
  inside('route', 'add', 'default', 'via', outer)
  const blackhole = (target: string) => inside('route', 'add', 'blackhole', `${target}/32`)
  return { name, address, outer, blackhole }
}
