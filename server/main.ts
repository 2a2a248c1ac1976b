// `npm start`: all of eSonar on this machine. Prints one address; ends everything with itself.
import { Refusal } from './refusal.ts'
import { readSettings } from './settings.ts'
import { type Esonar, startEsonar } from './start.ts'

const parentPollMs = 200
/** PostgreSQL gets 10 s, workerd 2 s; whatever else hangs must not keep us alive. */
const endMsMax = 15_000

try {
  const begun = performance.now()
  const settings = readSettings(process.env)
  let running: Esonar | null = null
  let ending = false
  const end = async (code: number): Promise<void> => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(1), endMsMax).unref()
    await running?.stop()
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void end(0))
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) void end(0)
  }, parentPollMs).unref()
  running = await startEsonar(settings, (line) => console.error(line))
  if (ending) await running.stop()
  else welcome(running, settings.dataDir, settings.locations.length, performance.now() - begun)
} catch (fault) {
  if (!(fault instanceof Refusal)) throw fault
  console.error(`eSonar cannot start. ${fault.message}`)
  process.exit(1)
}

function welcome(esonar: Esonar, dataDir: string, locations: number, ms: number): void {
  console.log(`eSonar is ready after ${(ms / 1000).toFixed(1)} s.\n`)
  console.log(`  address    ${esonar.url}`)
  if (esonar.setupUrl)
    console.log(`  first link ${esonar.setupUrl}  (once, makes the first account)`)
  console.log(`  locations  ${locations} on this machine`)
  console.log(`  data       ${dataDir}\n\nCtrl-C ends it; started again, it goes on where it was.`)
}
