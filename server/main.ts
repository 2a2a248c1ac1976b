// `npm start`: all of eSonar on this machine. Prints one address; ends everything with itself.
import { endWithParent } from './life.ts'
import { Refusal } from './refusal.ts'
import { readSettings } from './settings.ts'
import { type Esonar, startEsonar } from './start.ts'

try {
  const begun = performance.now()
  const settings = readSettings(process.env)
  const life = endWithParent()
  const running = await startEsonar(settings, (line) => console.error(line))
  if (await life.begins(running.stop))
    welcome(running, settings.dataDir, settings.locations.length, performance.now() - begun)
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
