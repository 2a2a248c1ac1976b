// `npm run demo`: a target with switchable faults, eSonar beside it, and for each fault what eSonar
// concluded, whom it told, and how long after the fault. The fastest way to understand the product.

import { blip, hangs, redirect, slow } from './scenes.ts'
import { nodeFault, outageAndRecovery } from './scenes-late.ts'
import { openDemo } from './stage.ts'

const begun = Date.now()
console.log('Starting eSonar, a target with switchable faults and a webhook receiver …')
const demo = await openDemo()
let failed = 0
try {
  console.log(`Ready after ${((Date.now() - begun) / 1000).toFixed(1)} s: ${demo.url}`)
  console.log('Three locations; the third reaches the world over a road of its own.\n')
  const together = [blip(demo), redirect(demo), slow(demo), hangs(demo)]
  for (const scene of together) await show(scene)
  await show(nodeFault(demo))
  for (const line of await outageAndRecovery(demo)) console.log(line)
} catch (fault) {
  failed += 1
  console.error(fault)
} finally {
  await demo.close()
}
console.log(failed === 0 ? '\nEvery line is as promised.' : '\nNot as promised.')
process.exit(failed === 0 ? 0 : 1)

async function show(scene: Promise<string>): Promise<void> {
  console.log(await scene)
}
