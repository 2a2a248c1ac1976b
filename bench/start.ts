// Cold start of a fresh data folder to "ready", and what the whole tree holds in memory.

import { openStage } from '../test/fakes/stage.ts'
import { printFigures } from './print.ts'
import { residentMbByName } from './process.ts'

const withAgent = { ESONAR_OWN_AGENT: 'on' }

/** Starts once on an empty folder, once on the same folder again, and prints both. */
export async function benchStart(): Promise<boolean> {
  const cold = await openStage({ env: withAgent })
  const coldSeconds = cold.readySeconds
  const resident = residentMbByName(process.pid)
  await cold.close({ keepData: true })
  const warm = await openStage({ dataDir: cold.dataDir, env: withAgent })
  const warmSeconds = warm.readySeconds
  await warm.close()
  const total = [...resident.values()].reduce((sum, mb) => sum + mb, 0)
  printFigures('Start', [
    { name: 'cold, empty folder', value: coldSeconds, unit: 's', note: 'promise: ≤ 10 s' },
    { name: 'warm, same folder', value: warmSeconds, unit: 's' },
    ...[...resident].map(([name, mb]) => ({ name: `resident ${name}`, value: mb, unit: 'MB' })),
    { name: 'resident, whole tree', value: total, unit: 'MB', note: 'shared pages counted twice' },
  ])
  return coldSeconds <= 10
}
