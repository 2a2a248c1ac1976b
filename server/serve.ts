// `esonar serve` and `npm start`: all of eSonar on this machine. Prints one address; ends everything
// with itself.
import { withConfigFile } from './config-file.ts'
import { endWithParent } from './life.ts'
import { Refusal } from './refusal.ts'
import { readSettings } from './settings.ts'
import { type Esonar, startEsonar } from './start.ts'

/** Starts eSonar from the environment and a configuration file, and stays until a signal. */
export async function serve(
  env: Record<string, string | undefined>,
  configFile: string | null,
): Promise<void> {
  try {
    const begun = performance.now()
    const settings = readSettings(withConfigFile(env, configFile))
    const life = endWithParent()
    const running = await startEsonar(settings, (line) => console.error(line))
    if (await life.begins(running.stop))
      welcome(running, settings.dataDir, settings.locations.length, performance.now() - begun)
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault
    console.error(`eSonar cannot start. ${fault.message}`)
    process.exit(1)
  }
}

function welcome(esonar: Esonar, dataDir: string, locations: number, ms: number): void {
  console.log(`eSonar is ready after ${(ms / 1000).toFixed(1)} s.\n`)
  console.log(`  address    ${esonar.url}`)
  if (esonar.setupUrl)
    console.log(`  first link ${esonar.setupUrl}  (once, makes the first account)`)
  console.log(`  locations  ${locations} on this machine`)
  console.log(`  data       ${dataDir}\n\nCtrl-C ends it; started again, it goes on where it was.`)
}
