// The Dockerfile done, line by line as it stands, upon a base that is left as it was: what the lines
// change is a layer above it.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { boxed, type User, userIn } from './box.ts'
import { copy } from './context.ts'
import { type Health, type Instruction, readCommand, readHealth, readPairs } from './dockerfile.ts'
import type { Machine } from './machine.ts'
import { done, must, step } from './steps.ts'

export interface Image {
  /** The folders it consists of, the topmost first, as overlayfs takes them. */
  layers: string[]
  user: User
  workdir: string
  env: Record<string, string>
  volumes: string[]
  ports: number[]
  health: Health | null
  command: string[]
}

interface Built extends Image {
  root: string
}

/** What is known before the first line. */
export function bare(base: string): Image {
  const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }
  const user = userIn(base, 'root')
  return {
    ...{ layers: [base], user, workdir: '/', env, volumes: [], ports: [] },
    ...{ health: null, command: [] },
  }
}

/** Does every line after FROM. */
export async function build(
  lines: Instruction[],
  base: string,
  folder: string,
  machine: Machine,
): Promise<Image> {
  const layer = join(folder, 'layer')
  const image: Built = {
    ...bare(base),
    layers: [layer, base],
    root: mountLayer([base], layer, join(folder, 'image')),
  }
  for (const line of lines)
    await step(line.text.slice(0, 100), () => doLine(image, line, machine, folder))
  must(image.command.length > 0, 'Dockerfile: there is no CMD')
  return image
}

/** An overlay over `below` that writes to `above`, without waiting for the disk; answers where it stands. */
export function mountLayer(below: string[], above: string, at: string): string {
  const work = `${above}-work`
  for (const one of [above, work, at]) mkdirSync(one, { recursive: true })
  const options = `volatile,lowerdir=${below.join(':')},upperdir=${above},workdir=${work}`
  execFileSync('mount', ['-t', 'overlay', '-o', options, 'overlay', at])
  return at
}

async function doLine(
  image: Built,
  { verb, rest }: Instruction,
  machine: Machine,
  folder: string,
): Promise<void> {
  if (verb === 'WORKDIR') {
    image.workdir = resolve(image.workdir, rest)
    mkdirSync(join(image.root, image.workdir), { recursive: true })
  } else if (verb === 'COPY') copy(rest.split(/\s+/), image.root, image.workdir)
  else if (verb === 'ENV') Object.assign(image.env, Object.fromEntries(readPairs(rest)))
  else if (verb === 'USER') image.user = userIn(image.root, rest)
  else if (verb === 'VOLUME') image.volumes.push(...rest.split(/\s+/))
  else if (verb === 'EXPOSE') image.ports.push(...rest.split(/\s+/).map(Number))
  else if (verb === 'HEALTHCHECK') image.health = readHealth(rest)
  else if (verb === 'CMD') image.command = readCommand(rest)
  else if (verb === 'RUN') await runIn(image, image.root, readCommand(rest), machine, folder)
  else throw new Error(`${verb} ${rest}: FROM stands at the beginning alone`)
}

/** Runs a command that changes `root`, on the machine's network. */
export async function runIn(
  image: Image,
  root: string,
  command: string[],
  machine: Machine,
  folder: string,
): Promise<string> {
  const at = join(root, 'run/machine')
  mkdirSync(at, { recursive: true })
  const { user, workdir } = image
  const env = { ...image.env, HOME: user.home, ...machine.env }
  const binds: [string, string][] = [
    [machine.folder, '/run/machine'],
    ['/etc/resolv.conf', '/etc/resolv.conf'],
    ['/etc/hosts', '/etc/hosts'],
  ]
  const box = { root, user, workdir, env, binds, network: null }
  const text = await done(boxed(box, command), join(folder, 'build.log'))
  rmdirSync(at)
  return text
}

/** How large the layers are, in MB. */
export const sizeOf = (folders: string[]) =>
  folders.map((one) =>
    Number(execFileSync('du', ['-sm', one], { encoding: 'utf8' }).split('\t')[0]),
  )

/** What the Dockerfile of the checkout says. */
export const dockerfile = () =>
  readFileSync(join(import.meta.dirname, '..', '..', 'Dockerfile'), 'utf8')
