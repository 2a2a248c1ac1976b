// Time servers: one that is right, one that is six seconds ahead, one that is not there; and the word of
// a time keeper that follows the wrong one. None of them may touch this machine's clock.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { begin, end, freePort, sleep } from './program.ts'
import { Watch } from './watch.ts'

const aheadSeconds = 6
/** Where chrony's client looks for its server. */
const runFolder = '/run/chrony'

export async function proveClock(base: string): Promise<void> {
  const [right, wrong, none] = [await freePort(), await freePort(), await freePort()]
  const at = (port: number) => `127.0.0.1:${port}`
  const servers = [
    begin(keeper(base, 'right', serving(right)), 'us'),
    begin(['faketime', '-f', `+${aheadSeconds}s`, ...keeper(base, 'wrong', serving(wrong))], 'us'),
  ]
  await sleep(1_000)
  await sees([at(right)], 'a server that agrees', 'ok', /by a time server/)
  await sees([at(wrong)], 'a server that is ahead', 'critical', /6(\.0)? s behind/)
  await sees([at(right), at(right), at(wrong)], 'one of three is wrong', 'ok', /by 3 time servers/)
  await sees([at(none)], 'no server there', 'unknown', /no time server answers/)

  mkdirSync(runFolder, { recursive: true, mode: 0o750 })
  const follows = `server 127.0.0.1 port ${wrong} iburst\nport 0\n`
  const follower = begin(keeper(base, 'follower', follows), 'us')
  await sees([], 'the word of chrony', 'critical', /6(\.0)? s behind by the word of chrony/)
  for (const one of [follower, ...servers]) {
    one.kill('SIGTERM')
    await end(one)
  }
}

async function sees(
  servers: string[],
  what: string,
  level: 'ok' | 'critical' | 'unknown',
  words: RegExp,
): Promise<void> {
  const watch = new Watch({ clock: { servers } })
  await watch.sees(what, 'clock', level, words)
  await watch.close()
}

const serving = (port: number) =>
  `port ${port}\nbindaddress 127.0.0.1\nallow 127.0.0.1\nlocal stratum 5\ncmdport 0\nbindcmdaddress /\n`

/** chrony in the foreground, with `-x`: it never sets the clock. It runs as root alone. */
function keeper(base: string, name: string, lines: string): string[] {
  const file = join(base, `${name}.conf`)
  writeFileSync(file, `${lines}pidfile ${join(base, `${name}.pid`)}\n`)
  return ['chronyd', '-x', '-d', '-u', 'root', '-f', file]
}
