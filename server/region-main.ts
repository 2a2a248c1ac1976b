// `npm run region`: one location on a machine of its own, for a hub elsewhere that names its address
// in ESONAR_LOCATIONS. Answers signed orders only; keeps nothing.

import { buildAll } from './build.ts'
import { openFolder } from './folder.ts'
import { endWithParent } from './life.ts'
import { Refusal } from './refusal.ts'
import { startRegion } from './region-process.ts'
import { startResolver } from './resolver.ts'
import { type RegionSettings, readRegionSettings } from './settings.ts'
import { trustEnv } from './trust.ts'
import { publicResolver } from './workerd-config.ts'

try {
  const settings = readRegionSettings(process.env)
  const life = endWithParent()
  const { url, stop } = await start(settings)
  if (await life.begins(stop)) {
    console.log(`Location ${settings.location} is ready at ${url}. Name it to the hub:\n`)
    console.log(`  ESONAR_LOCATIONS=…,${settings.location}@its-network=${url}\n\nCtrl-C ends it.`)
  }
} catch (fault) {
  if (!(fault instanceof Refusal)) throw fault
  console.error(`This location cannot start. ${fault.message}`)
  process.exit(1)
}

async function start(settings: RegionSettings): Promise<{ url: string; stop(): Promise<void> }> {
  const { privateTargets } = settings
  const isOpen = privateTargets === 'allow'
  const folder = openFolder(settings.dataDir)
  await buildAll()
  const resolver = await startResolver()
  const region = await startRegion({
    ...settings,
    folder: folder.sub('workerd'),
    dohUrl: isOpen ? resolver.url : publicResolver,
    allow: isOpen ? ['public', 'private'] : ['public'],
    ownPorts: [resolver.port],
    env: trustEnv(folder.path, settings.trustFiles) as Record<string, string>,
    onLine: (line) => console.error(line),
  }).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === undefined) throw fault
    const where = `port ${settings.port} on ${settings.host}`
    throw new Refusal(`It cannot listen at ${where} (${fault.code}); see ESONAR_PORT, ESONAR_HOST.`)
  })
  const stop = async () => {
    await region.stop()
    await resolver.stop()
    folder.unlock()
  }
  return { url: region.url, stop }
}
