// An image that runs, as an engine runs it: its layers below, what it writes itself in memory and gone
// with it, its volumes laid in, a network of its own, its command the first process.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Box, beside, boxed } from './box.ts'
import { type Image, mountLayer } from './build.ts'
import { must, type Said, said, sleep, tail } from './steps.ts'

export interface Order {
  name: string
  image: Image
  /** Where this run keeps its folders. */
  folder: string
  env: Record<string, string>
  /** A folder of this machine for each volume. */
  volumes: Record<string, string>
  /** Of `network.ts`. */
  network: string
  /** Lines of its /etc/hosts. */
  hosts: string[]
}

export class Container {
  readonly log: string
  private readonly order: Order
  private readonly child: ChildProcess
  private readonly box: Box
  private readonly ended: Promise<number | null>

  constructor(order: Order) {
    const { name, image, folder, volumes, network } = order
    this.order = order
    this.log = join(folder, `${name}.log`)
    this.box = {
      root: rootOf(order),
      user: image.user,
      workdir: image.workdir,
      env: { ...image.env, ...order.env, HOME: image.user.home, HOSTNAME: 'esonar' },
      binds: Object.entries(volumes).map(([inside, outside]) => [outside, inside]),
      network,
    }
    const out = openSync(this.log, 'a')
    const [program = '', ...args] = boxed(this.box, image.command)
    this.child = spawn(program, args, { stdio: ['ignore', out, out] })
    closeSync(out)
    this.ended = new Promise((resolve) => this.child.once('exit', resolve))
  }

  /** Its first process, as this side numbers it; 0 before there is one. */
  private get first(): number {
    const pid = this.child.pid
    const children = `/proc/${pid}/task/${pid}/children`
    return existsSync(children) ? Number(readFileSync(children, 'utf8').split(' ')[0]) : 0
  }

  /** Runs a command in it, as its user, with its environment. */
  exec(command: string[], env: Record<string, string> = {}): Promise<Said> {
    const box = { ...this.box, env: { ...this.box.env, ...env } }
    return said(beside(box, this.first, command), join(this.order.folder, 'exec.log'))
  }

  /** Waits until a command passes in it; answers after how many seconds. */
  async passes(command: string[], withinSeconds: number): Promise<number> {
    const begun = performance.now()
    const seconds = () => (performance.now() - begun) / 1_000
    for (;;) {
      must(this.child.exitCode === null, `${this.order.name} ended:\n${tail(this.log)}`)
      const { code, text } = this.first ? await this.exec(command) : { code: 1, text: '' }
      if (code === 0) return seconds()
      const late = `${command.join(' ')} did not pass in ${withinSeconds} s: ${text}`
      must(seconds() < withinSeconds, `${late}\n${tail(this.log)}`)
      await sleep(500)
    }
  }

  /** All its processes: name and user. */
  processes(): { name: string; uid: number }[] {
    const space = (pid: string) => statSync(`/proc/${pid}/ns/pid`).ino
    const own = space(`${this.first}`)
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          if (space(pid) !== own) return []
          const status = readFileSync(`/proc/${pid}/status`, 'utf8')
          const [, name = ''] = /^Name:\s+(.*)$/m.exec(status) ?? []
          return [{ name, uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]) }]
        } catch {
          return [] // It ended meanwhile.
        }
      })
  }

  /** Ends it as an engine does: by SIGTERM to its first process. Answers how long it took, in seconds. */
  async stop(graceSeconds: number): Promise<number> {
    const begun = performance.now()
    process.kill(this.first, 'SIGTERM')
    const kill = setTimeout(() => this.child.kill('SIGKILL'), graceSeconds * 1_000)
    const code = await this.ended
    clearTimeout(kill)
    execFileSync('umount', ['--lazy', this.box.root])
    const took = (performance.now() - begun) / 1_000
    const late = `${this.order.name} was not gone ${graceSeconds} s after SIGTERM`
    must(code !== null, `${late}:\n${tail(this.log)}`)
    must(code === 0, `${this.order.name} ended with ${code}:\n${tail(this.log)}`)
    return took
  }
}

let mounts = 0

/** What it writes beside its volumes lies in memory. */
function rootOf({ name, image, folder, network, hosts }: Order): string {
  mounts += 1
  const memory = join(folder, `${name}-${mounts}`)
  mkdirSync(memory)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=755', name, memory])
  const root = mountLayer(image.layers, join(memory, 'layer'), join(memory, 'root'))
  const lines = ['127.0.0.1 localhost', '127.0.0.1 esonar', ...hosts]
  writeFileSync(join(root, 'etc/hosts'), `${lines.join('\n')}\n`)
  writeFileSync(join(root, 'etc/resolv.conf'), `nameserver 127.0.0.11\n# ${network}\n`)
  return root
}

/** A new volume: a folder that begins as what the image has there. */
export function volume(image: Image, inside: string, folder: string): string {
  const there = image.layers.map((layer) => join(layer, inside)).find((path) => existsSync(path))
  must(there !== undefined, `VOLUME ${inside}: the image has no such folder`)
  execFileSync('cp', ['-a', there, folder])
  return folder
}
