// `npm run bench [name …]`: prints figures and ratios measured in one run. Ends with exit code 1 when
// a promise was not kept, or a name is none.
import { benchAgent } from './agent.ts'
import { benchApi } from './api.ts'
import { benchCertificate } from './certificate.ts'
import { benchDetect } from './detect.ts'
import { benchMany } from './many.ts'
import { benchMaster } from './master.ts'
import { benchOverview } from './overview.ts'
import { benchProbeCost } from './probe-cost.ts'
import { benchScale } from './scale.ts'
import { benchStart } from './start.ts'
import { benchStatus } from './status.ts'
import { benchTelling } from './telling.ts'
import { benchTick } from './tick.ts'
import { benchTypes } from './types.ts'
import { benchWhatIf } from './whatif.ts'

const benches = {
  start: benchStart,
  cost: benchProbeCost,
  types: benchTypes,
  certificate: benchCertificate,
  tick: benchTick,
  detect: benchDetect,
  whatif: benchWhatIf,
  telling: benchTelling,
  overview: benchOverview,
  status: benchStatus,
  api: benchApi,
  scale: benchScale,
  many: benchMany,
  master: benchMaster,
  agent: benchAgent,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`no bench "${unknown.join('", "')}"; there are ${Object.keys(benches).join(', ')}`)
  process.exit(1)
}
let isAllKept = true
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const kept = await bench()
  isAllKept &&= kept
  console.log(`  ${name}: ${kept ? 'promise kept' : 'PROMISE NOT KEPT'}`)
}
process.exit(isAllKept ? 0 : 1)
