// The two services of compose.yaml, as far as they can be had without an engine: PostgreSQL is that of
// Debian in a root like the image's, begun as its image begins it; eSonar is the image, with the names,
// passwords, volumes and order that the file gives.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { userIn } from './box.ts'
import { bare, type Image, mountLayer, runIn } from './build.ts'
import { type Compose, readCompose, type Service } from './compose.ts'
import { Container, volume } from './container.ts'
import { seconds } from './dockerfile.ts'
import type { Machine } from './machine.ts'
import { openNetwork, wire } from './network.ts'
import { healthy, outsideAnswers } from './run.ts'
import { must, step } from './steps.ts'

/** The account is made when the program is up. */
const soonSeconds = 20

const variables = {
  POSTGRES_PASSWORD: 'aPasswordOfTheProof1',
  ESONAR_OWNER_EMAIL: 'owner@example.com',
  ESONAR_OWNER_PASSWORD: 'another password of the proof',
}

/** What the image of PostgreSQL does at its first start and at every one. */
const entrypoint = `set -e
bin=$(ls -d /usr/lib/postgresql/*/bin)
data=/var/lib/postgresql/data
if [ ! -s $data/PG_VERSION ]; then
  printf %s "$POSTGRES_PASSWORD" >/tmp/password
  $bin/initdb -D $data -U "$POSTGRES_USER" --pwfile=/tmp/password --auth-local=trust -E UTF8
  echo 'host all all all scram-sha-256' >>$data/pg_hba.conf
  $bin/pg_ctl -D $data -w -o "-c listen_addresses=''" start
  createdb -U "$POSTGRES_USER" "$POSTGRES_USER"
  $bin/pg_ctl -D $data -w -m fast stop
fi
exec $bin/postgres -D $data -c listen_addresses='*'`

interface Pair {
  compose: Compose
  esonar: Service
  postgres: Service
  images: { esonar: Image; postgres: Image }
  volumes: { esonar: Record<string, string>; postgres: Record<string, string> }
  hosts: string[]
  address: string
  folder: string
}

export async function proveCompose(
  image: Image,
  base: string,
  folder: string,
  machine: Machine,
): Promise<void> {
  await step('without a password it says which one to set', saysWhatIsMissing)
  const database = await step('Debian’s PostgreSQL in a root of its own', () =>
    layPostgres(base, folder, machine),
  )
  const pair = lay(image, database, folder)
  await upAndDown(pair, 'first')
  await upAndDown(pair, 'again, on the same volumes')
}

function saysWhatIsMissing(): void {
  for (const name of Object.keys(variables)) {
    let sentence = ''
    try {
      readCompose({ ...variables, [name]: '' })
    } catch (fault) {
      sentence = String(fault)
    }
    must(sentence.includes(name), `compose.yaml takes an empty ${name}`)
  }
}

async function layPostgres(base: string, folder: string, machine: Machine): Promise<Image> {
  const layer = join(folder, 'postgres')
  const root = mountLayer([base], layer, join(folder, 'postgres-root'))
  const image = bare(base)
  const line = [
    'apt-get update',
    'apt-get install -y --no-install-recommends postgresql',
    'pg_dropcluster $(pg_lsclusters -h | cut -d" " -f1,2)',
    'rm -rf /var/lib/postgresql/*',
  ].join(' && ')
  await runIn(image, root, ['/bin/sh', '-c', line], machine, folder)
  return {
    ...image,
    layers: [layer, base],
    user: userIn(root, 'postgres'),
    workdir: '/var/lib/postgresql',
    command: ['/bin/sh', '-c', entrypoint],
  }
}

/** Volumes, and a wire from eSonar to PostgreSQL that answers to the service's name. */
function lay(image: Image, database: Image, folder: string): Pair {
  const compose = readCompose(variables)
  const { esonar, postgres, ...others } = compose.services
  must(!!esonar && !!postgres, 'compose.yaml: esonar and postgres are wanted')
  must(Object.keys(others).length === 0, `compose.yaml: ${Object.keys(others)} is not run here`)
  must(esonar.build === '.', 'compose.yaml: esonar is not built of this checkout')
  const [port] = image.ports
  must(esonar.ports?.[0]?.endsWith(`:${port}`) ?? false, `compose.yaml: port ${port} is not given`)
  const address = openNetwork('compose')
  openNetwork('database')
  const { there } = wire('compose', 'database')
  mkdirSync(join(folder, 'compose'))
  const volumes = (service: Service, of: Image) =>
    Object.fromEntries(
      service.volumes.map((one) => {
        const [name = '', inside = ''] = one.split(':')
        return [inside, volume(of, inside, join(folder, 'compose', name))]
      }),
    )
  const images = { esonar: image, postgres: database }
  const both = { esonar: volumes(esonar, image), postgres: volumes(postgres, database) }
  must(
    image.volumes.every((inside) => inside in both.esonar),
    'compose.yaml: VOLUME has no volume',
  )
  const hosts = [`${there} postgres`]
  return { compose, esonar, postgres, images, volumes: both, hosts, address, folder }
}

async function upAndDown(pair: Pair, when: string): Promise<void> {
  const { esonar, postgres, images, volumes, folder } = pair
  const check = postgres.healthcheck
  must(check?.test[0] === 'CMD', 'compose.yaml: postgres has no healthcheck of CMD')
  const database = new Container({
    ...{ name: 'postgres', image: images.postgres, folder, env: postgres.environment },
    ...{ volumes: volumes.postgres, network: 'database', hosts: [] },
  })
  await step(`postgres is healthy, ${when}`, () =>
    database.passes(check.test.slice(1), seconds(check.interval) * check.retries),
  )
  must(esonar.depends_on?.postgres?.condition === 'service_healthy', 'compose.yaml: the order')
  const program = new Container({
    ...{ name: 'composed', image: images.esonar, folder, env: esonar.environment },
    ...{ volumes: volumes.esonar, network: 'compose', hosts: pair.hosts },
  })
  await healthy(program, images.esonar, `esonar is healthy, ${when}`)
  await outsideAnswers(pair.address, images.esonar)
  await step('the account lies in that PostgreSQL, and no other one runs', async () => {
    const query = `select 1 / count(*) from "user" where email = '${variables.ESONAR_OWNER_EMAIL}'`
    const psql = ['psql', '-U', 'esonar', '-d', 'esonar', '-v', 'ON_ERROR_STOP=1', '-Atc', query]
    await database.passes(psql, soonSeconds)
    const own = program.processes().filter(({ name }) => name.startsWith('postgres'))
    must(own.length === 0, 'a PostgreSQL of its own runs beside')
  })
  await step(`SIGTERM ends both well, ${when}`, async () => {
    await program.stop(seconds(esonar.stop_grace_period ?? '10s'))
    await database.stop(seconds(postgres.stop_grace_period ?? '10s'))
  })
}
