// Real services of Debian's packages, broken one by one: each fault is seen, named, and clears.
// `npm run host-proof`, or some of it: `npm run host-proof -- postgres redis`. Mounts a disk: as root.
import { proveClock } from './clock.ts'
import { proveContainers } from './containers.ts'
import { proveLogical } from './logical.ts'
import { proveMariadb } from './mariadb.ts'
import { provePostgres } from './postgres.ts'
import { endAll, folder } from './program.ts'
import { proveRedis } from './redis.ts'
import { proveDisk, proveNginx, provePlugins } from './system.ts'
import { counts } from './watch.ts'

const proofs: Record<string, (base: string) => Promise<void>> = {
  plugins: provePlugins,
  disk: proveDisk,
  clock: proveClock,
  containers: proveContainers,
  nginx: proveNginx,
  redis: proveRedis,
  postgres: provePostgres,
  logical: proveLogical,
  mariadb: proveMariadb,
}

const wanted = process.argv.slice(2)
const stranger = wanted.find((name) => !(name in proofs))
if (stranger) throw new Error(`there is no proof "${stranger}"; there are ${Object.keys(proofs)}`)

const begun = performance.now()
const bases: string[] = []
let broken = 0
for (const [name, prove] of Object.entries(proofs)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`── ${name}`)
  const base = folder()
  bases.push(base)
  try {
    await prove(base)
  } catch (fault) {
    broken += 1
    console.log(`FAIL ${name} broke off:`, fault)
  }
}
await endAll(bases)
const { passed, failed } = counts()
const seconds = Math.round((performance.now() - begun) / 1_000)
console.log(`${passed} passed, ${failed + broken} failed, ${seconds} s`)
process.exit(failed + broken === 0 ? 0 : 1)
