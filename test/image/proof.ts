// The worker of `npm run image`: base, build, run, compose, in the folder it is given. It runs in
// namespaces of its own (main.ts), so it leaves mounts and processes behind without a thought.
import { execFileSync } from 'node:child_process'
import { freemem } from 'node:os'
import { join } from 'node:path'
import { layDebian, layNode } from './base.ts'
import { build, dockerfile, sizeOf } from './build.ts'
import { proveCompose } from './compose-run.ts'
import { readDockerfile, readFrom } from './dockerfile.ts'
import { readMachine } from './machine.ts'
import { openNetworks } from './network.ts'
import { hasPodman, provePodman } from './podman.ts'
import { proveRun } from './run.ts'
import { step } from './steps.ts'

/** With so much to spare all of it is made in memory, where nothing waits for a disk. */
const roomyBytes = 8 * 2 ** 30

const [folder = ''] = process.argv.slice(2)
const begun = performance.now()

/** Answers what was left out. */
async function prove(): Promise<string> {
  const [from, ...lines] = readDockerfile(dockerfile())
  const { node, release } = readFrom(from?.rest ?? '')
  if (freemem() > roomyBytes) execFileSync('mount', ['-t', 'tmpfs', 'image', folder])
  const base = join(folder, 'base')
  const log = join(folder, 'base.log')
  openNetworks()
  const machine = readMachine(join(folder, 'machine'))
  console.log('── the image: every line of the Dockerfile, in a chroot')
  await step(`${from?.text}: Debian ${release}`, () => layDebian(release, base, log))
  await step(`${from?.text}: Node ${node} and its npm`, () => layNode(node, base, log))
  const image = await build(lines, base, folder, machine)
  const [own, below] = sizeOf(image.layers)
  console.log(`          ${own} MB in its layer, ${below} MB below`)
  console.log('── run, as an engine would')
  await proveRun(image, folder)
  console.log('── compose.yaml')
  await proveCompose(image, base, folder, machine)
  if (!hasPodman()) return ' (no Podman here: no engine built it)'
  console.log('── Podman')
  await provePodman(image, base, folder, machine)
  return ''
}

try {
  const leftOut = await prove()
  const seconds = Math.round((performance.now() - begun) / 1_000)
  console.log(
    `The Dockerfile makes a healthy image, and compose.yaml a healthy pair${leftOut}: ${seconds} s.`,
  )
  process.exit(0)
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault)
  console.error('The image is NOT well.')
  process.exit(1)
}
