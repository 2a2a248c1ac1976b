// The image run alone, with one volume: it gets healthy, runs as its user, keeps its data in the volume
// and nowhere else, ends on SIGTERM, and knows everything when it comes back.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Image } from './build.ts'
import { Container, volume } from './container.ts'
import { closeNetwork, openNetwork } from './network.ts'
import { must, step, tail } from './steps.ts'

/** What `docker stop` waits. */
const graceSeconds = 10
/** The account is made when the program is up. */
const soonSeconds = 20
const key = 'esn_0123456789abcdefghijklmnopqrstuv'
const owner = {
  ESONAR_OWNER_EMAIL: 'owner@example.com',
  ESONAR_OWNER_PASSWORD: 'a password of the proof',
  ESONAR_API_KEY: key,
}

export async function proveRun(image: Image, folder: string): Promise<void> {
  const [inside = ''] = image.volumes
  const outside = volume(image, inside, join(folder, 'volume'))
  const name = 'esonar'
  const address = openNetwork(name)
  const order = { name, image, folder, volumes: { [inside]: outside }, network: name, hosts: [] }

  const first = new Container({ ...order, env: owner })
  await healthy(first, image, 'begins, and the healthcheck passes')
  await outsideAnswers(address, image)
  await step('it runs as its user', () => runsAs(first, image))
  await step('its data lies in the volume, mode 700', () => liesIn(outside, image))
  await step('`esonar check add` in it', () =>
    first.passes(
      ['esonar', 'check', 'add', 'https://example.com/kept', '--name', 'kept'],
      soonSeconds,
    ),
  )
  await step('its own agent has a host answer to ping', async () => {
    await first.exec(['esonar', 'check', 'add', '127.0.0.1', '--type', 'ping', '--name', 'echo'])
    await first.passes(
      ['sh', '-c', 'esonar check list; esonar check list | grep -q "up.*echo"'],
      60,
    )
  })
  await step('SIGTERM ends it well, its PostgreSQL too', () => stops(first, outside))

  const second = new Container({ ...order, env: {} })
  await healthy(second, image, 'begins anew on the volume alone, and is healthy')
  await step('the account, its key and the check are still there', async () => {
    const { code, text } = await second.exec(['esonar', 'check', 'list'], { ESONAR_API_KEY: key })
    must(code === 0 && text.includes('kept'), `esonar check list ended with ${code}: ${text}`)
  })
  await step('SIGTERM ends it well, its PostgreSQL too', () => stops(second, outside))
  closeNetwork(name)
}

/** Waits as long as an engine would before it calls it unhealthy. */
export async function healthy(container: Container, image: Image, what: string): Promise<void> {
  const { health } = image
  must(health !== null, 'Dockerfile: there is no HEALTHCHECK')
  const patience = health.startSeconds + health.retries * health.intervalSeconds
  await step(what, () => container.passes(health.command, patience))
}

/** The port that is exposed, asked from this side of the wire. */
export async function outsideAnswers(address: string, image: Image): Promise<void> {
  const [port] = image.ports
  must(port !== undefined, 'Dockerfile: there is no EXPOSE')
  await step(`port ${port} answers /healthz from outside`, async () => {
    const answer = await fetch(`http://${address}:${port}/healthz`)
    const text = await answer.text()
    must(answer.status === 200, `/healthz: ${answer.status} ${text}`)
  })
}

function runsAs(container: Container, { user }: Image): void {
  must(user.uid !== 0, 'the image runs as root: USER is missing')
  const all = container.processes()
  const strangers = all.filter(({ uid }) => uid !== user.uid)
  must(strangers.length === 0, `not as uid ${user.uid}: ${JSON.stringify(strangers)}`)
  for (const wanted of ['postgres', 'workerd'])
    must(
      all.some((one) => one.name.startsWith(wanted)),
      `no ${wanted}: ${JSON.stringify(all)}`,
    )
}

function liesIn(folder: string, { user }: Image): void {
  const { mode, uid } = statSync(folder)
  must(uid === user.uid, `the volume belongs to uid ${uid}`)
  must((mode & 0o777) === 0o700, `the volume has mode ${(mode & 0o777).toString(8)}`)
  const seal = statSync(join(folder, 'seal'))
  must((seal.mode & 0o777) === 0o600, `seal has mode ${(seal.mode & 0o777).toString(8)}`)
}

/** A PostgreSQL that was killed leaves the file with its process behind. */
async function stops(container: Container, data: string): Promise<void> {
  await container.stop(graceSeconds)
  const left = readdirSync(data, { recursive: true }).map(String)
  must(
    left.some((path) => path.endsWith('/PG_VERSION')),
    'there is no PostgreSQL in the volume',
  )
  const file = left.find((path) => path.endsWith('/postmaster.pid'))
  must(file === undefined, `PostgreSQL was not ended: ${file} is left\n${tail(container.log)}`)
}
