// A root of its own for one process: a chroot in namespaces of its own for mounts, processes, names of
// the host and, where one is given, network; with the devices and the rights that engines give.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface User {
  uid: number
  gid: number
  groups: number[]
  home: string
}

export interface Box {
  root: string
  user: User
  workdir: string
  env: Record<string, string>
  /** What is laid over a path in it. */
  binds: [from: string, to: string][]
  /** A name of `ip netns`; null: the machine's network. */
  network: string | null
}

/** What Docker leaves to a container's root. */
const rights = [
  ...['chown', 'dac_override', 'fowner', 'fsetid', 'kill', 'setgid', 'setuid', 'setpcap'],
  ...['net_bind_service', 'net_raw', 'sys_chroot', 'mknod', 'audit_write', 'setfcap'],
]

/** Lays devices, /proc, /sys and the binds, then becomes the command. */
const lay = `set -e
root=$1
shift
while [ "$1" != -- ]; do mount --bind "$1" "$root$2"; shift 2; done
shift
hostname esonar
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=755,size=64k dev "$root/dev"
cd "$root/dev"
mknod -m 666 null c 1 3
mknod -m 666 zero c 1 5
mknod -m 666 full c 1 7
mknod -m 666 random c 1 8
mknod -m 666 urandom c 1 9
mknod -m 666 tty c 5 0
ln -s /proc/self/fd fd
ln -s /proc/self/fd/0 stdin
ln -s /proc/self/fd/1 stdout
ln -s /proc/self/fd/2 stderr
mkdir pts shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts pts
ln -s pts/ptmx ptmx
mount -t tmpfs -o mode=1777,size=64m shm shm
cd /
exec "$@"`

/** The words that begin `command` in a box, as its first process. */
export function boxed(box: Box, command: string[]): string[] {
  const network = box.network ? ['nsenter', `--net=/run/netns/${box.network}`] : []
  const spaces = ['unshare', '--mount', '--pid', '--uts', '--ipc', '--fork', '--kill-child']
  const bounds = rights.map((right) => `+${right}`).join(',')
  return [
    ...[...network, ...spaces, 'sh', '-c', lay, 'lay', box.root],
    ...[...box.binds.flat(), '--', 'setpriv', `--bounding-set=-all,${bounds}`, '--inh-caps=-all'],
    ...[...become(box), ...command],
  ]
}

/** The words that run `command` beside the first process of a box that stands. */
export function beside(box: Box, first: number, command: string[]): string[] {
  const spaces = ['--mount', '--pid', '--uts', '--ipc', '--net']
  return ['nsenter', `--target=${first}`, ...spaces, ...become(box), ...command]
}

function become({ root, user, workdir, env }: Box): string[] {
  const groups = `--groups=${user.groups.join(',')}`
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const chroot = ['chroot', `--userspec=${user.uid}:${user.gid}`, groups, root]
  return [...chroot, 'env', '-i', `--chdir=${workdir}`, ...pairs]
}

/** A user as the root's own /etc/passwd and /etc/group have it. */
export function userIn(root: string, name: string): User {
  const rows = (file: string) =>
    readFileSync(join(root, 'etc', file), 'utf8')
      .split('\n')
      .map((row) => row.split(':'))
  const row = rows('passwd').find((one) => one[0] === name)
  if (!row) throw new Error(`USER ${name}: no such user in the image`)
  const others = rows('group').filter((one) => one[3]?.split(',').includes(name))
  const gid = Number(row[3])
  const groups = [gid, ...others.map((one) => Number(one[2]))]
  return { uid: Number(row[2]), gid, groups, home: row[5] ?? '/' }
}
