// A container engine as Debian has it (Podman with runc, speaking Docker's API): a container that stops,
// one that is unwell, one that restarts again and again. Its image is one program, so nothing is fetched.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { begin, end } from './program.ts'
import { Watch } from './watch.ts'

const image = 'localhost/proof'
const applets = ['sh', 'sleep', 'test', 'touch', 'rm']
/** No network, and limits that any machine may set. */
const plain = ['--network=none', '--pull=never', '--ulimit=nofile=1000', '--ulimit=nproc=1000']
const lasting = ['/bin/sh', '-c', 'while :; do sleep 1; done']

function packed(base: string): string {
  const bin = join(base, 'image', 'bin')
  mkdirSync(bin, { recursive: true })
  cpSync('/usr/bin/busybox', join(bin, 'busybox'), { dereference: true })
  for (const name of applets) symlinkSync('busybox', join(bin, name))
  const tar = join(base, 'image.tar')
  execFileSync('tar', ['-C', join(base, 'image'), '-cf', tar, '.'])
  return tar
}

export async function proveContainers(base: string): Promise<void> {
  const folders = [`--root=${base}/root`, `--runroot=${base}/run`, '--storage-driver=vfs']
  const ways = ['--runtime=runc', '--cgroup-manager=cgroupfs', '--events-backend=none']
  const command = ['podman', ...folders, ...ways]
  const podman = (...args: string[]) =>
    execFileSync(command[0]!, [...command.slice(1), ...args], { encoding: 'utf8', stdio: 'pipe' })
  const run = (name: string, ...args: string[]) =>
    podman('run', '-d', `--name=${name}`, ...plain, ...args)
  const heal = (name: string) => {
    try {
      podman('healthcheck', 'run', name)
    } catch {
      // It ends with 1 when the container is unwell: that is asked for.
    }
  }
  podman('import', '-q', packed(base), image)
  const socket = join(base, 'engine.sock')
  const engine = begin([...command, 'system', 'service', '--time=0', `unix://${socket}`], 'us')
  const watch = new Watch({ containers: { socket, wanted: ['web'] } })
  try {
    await watch.sees('no such container', 'container:web', 'critical', /no such container/)
    run('web', image, ...lasting)
    await watch.sees('a container runs', 'container:web', 'ok', /Up/)
    podman('kill', 'web')
    await watch.sees('it is stopped', 'container:web', 'critical', /Exited \(137\)/)
    podman('start', 'web')
    await watch.sees('it runs again', 'container:web', 'ok', /Up/)

    const health = ['--health-cmd=test -e /well', '--health-interval=disable', '--health-retries=1']
    run('sick', ...health, image, ...lasting)
    heal('sick')
    await watch.sees('a container is unwell', 'container:sick', 'warning', /unhealthy/)
    podman('exec', 'sick', 'touch', '/well')
    heal('sick')
    await watch.sees('it is well again', 'container:sick', 'ok')

    run('again', '--restart=always', image, '/bin/sh', '-c', 'test -e /well || exit 3; sleep 900')
    await watch.sees('a container restarts', 'container:again', 'critical', /restarts since/)
    podman('rm', '-f', 'again')
    run('again', '--restart=always', image, '/bin/sh', '-c', 'sleep 900')
    await watch.sees('it stays up', 'container:again', 'ok')
  } finally {
    podman('rm', '-fa', '-t', '0')
    await end(engine)
  }
  await watch.close()
}
