// A real engine, where there is one: Podman builds the Dockerfile upon the base that was made here, and
// runs the image. What it keeps lies in the folder; its network is one of ours.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Image } from './build.ts'
import { dockerfile } from './build.ts'
import { readDockerfile } from './dockerfile.ts'
import type { Machine } from './machine.ts'
import { openNetwork } from './network.ts'
import { outsideAnswers } from './run.ts'
import { done, must, said, sleep, step } from './steps.ts'

const checkout = join(import.meta.dirname, '..', '..')
const tag = 'localhost/esonar'
const name = 'esonar'
/** Of the base, laid over npm's own settings while it builds. */
const npmrc = '/usr/local/etc/npmrc'
/** What any machine lets a container have; and what Docker gives of itself, so that `ping` may run. */
const limits = ['--ulimit=nofile=4096', '--ulimit=nproc=4096', '--cap-add=NET_RAW']

/** Whether there is one. */
export const hasPodman = () =>
  ['podman', 'runc'].every((command) => !spawnSync(command, ['--version']).error)

type Podman = (...words: string[]) => string[]

export async function provePodman(
  image: Image,
  base: string,
  folder: string,
  machine: Machine,
): Promise<void> {
  const podman = open(join(folder, 'podman'))
  const log = join(folder, 'podman.log')
  const [from] = readDockerfile(dockerfile())
  await step(`podman import, as ${from?.rest}`, async () => {
    const tar = join(folder, 'base.tar')
    await done(['tar', '-C', base, '-cf', tar, '.'], log)
    await done(podman('import', '-q', tar, `docker.io/library/${from?.rest}`), log)
  })
  const binds = [`${machine.folder}:/run/machine:ro`, `${machine.folder}/npmrc:${npmrc}:ro`]
  const volumes = binds.map((bind) => `--volume=${bind}`)
  const ways = ['--format=docker', '--pull=never', '--network=host', '--isolation=chroot']
  await step('podman build', () =>
    done(podman('build', ...ways, ...volumes, '--tag', tag, checkout), log),
  )
  const address = openNetwork('podman')
  const [inside = ''] = image.volumes
  const lasting = [`--volume=data:${inside}`, '--network=ns:/run/netns/podman']
  const cgroup = `--cgroup-parent=/${basename(folder)}`
  const run = ['run', '-d', '--pull=never', `--name=${name}`, cgroup, ...limits, ...lasting, tag]
  await step('podman run', () => done(podman(...run), log))
  await step('podman healthcheck run', () => healthy(podman, image, log))
  await outsideAnswers(address, image)
  await step('podman exec ping', () =>
    done(podman('exec', name, 'ping', '-c', '1', '127.0.0.1'), log),
  )
  await step('podman stop: SIGTERM ends it well', () => stops(podman, log))
  await step('podman start: healthy again', async () => {
    await done(podman('start', name), log)
    await healthy(podman, image, log)
  })
  await step('podman stop: SIGTERM ends it well', () => stops(podman, log))
  await done(podman('rm', name), log)
}

/** Podman with folders of its own. */
function open(folder: string): Podman {
  mkdirSync(folder)
  // Its locks are in shared memory: not in the machine's.
  execFileSync('mount', ['-t', 'tmpfs', 'shm', '/dev/shm'])
  const folders = ['root', 'runroot', 'tmpdir'].map((part) => `--${part}=${join(folder, part)}`)
  const ways = ['--storage-driver=overlay', '--runtime=runc', '--cgroup-manager=cgroupfs']
  const words = ['podman', ...folders, ...ways, '--events-backend=none']
  return (...more) => [...words, ...more]
}

async function healthy(podman: Podman, { health }: Image, log: string): Promise<void> {
  const patience = (health?.startSeconds ?? 0) * 1_000
  const begun = performance.now()
  for (;;) {
    const { code, text } = await said(podman('healthcheck', 'run', name), log)
    if (code === 0) return
    must(performance.now() - begun < patience, `it is not healthy: ${text}`)
    await sleep(500)
  }
}

async function stops(podman: Podman, log: string): Promise<void> {
  await done(podman('stop', '--time=10', name), log)
  const format = '{{.State.Status}} {{.State.ExitCode}}'
  const told = await done(podman('inspect', '--format', format, name), log)
  must(told.includes('exited 0'), `after SIGTERM it is: ${told}`)
}
