// `node test/fuzz/main.ts [subject …] [--inputs n] [--seed n]`: broken bytes against what reads
// them, as many as one likes. Exits with 1 when a reader did anything but give a clean reason.
import { parseArgs } from 'node:util'
import { fuzzDns } from './dns.ts'
import { fuzzHttp } from './http.ts'
import type { Fuzz } from './report.ts'
import { fuzzTls } from './tls.ts'

/** What can be fuzzed, by name. */
const subjects = {
  tls: (inputs, seed) => fuzzTls(inputs, seed),
  dns: (inputs, seed) => fuzzDns(inputs, seed),
  http: (inputs, seed) => fuzzHttp(inputs, seed),
} satisfies Record<string, Fuzz>

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { inputs: { type: 'string' }, seed: { type: 'string' } },
})
const inputs = Number(values.inputs ?? 10_000)
const seed = Number(values.seed ?? 1)
const unknown = positionals.filter((name) => !(name in subjects))
if (unknown.length > 0 || !Number.isInteger(inputs) || !Number.isInteger(seed)) {
  console.error(`subjects: ${Object.keys(subjects).join(', ')}; --inputs and --seed are numbers`)
  process.exit(2)
}
let faults = 0
for (const [name, fuzz] of Object.entries(subjects)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const report = await fuzz(inputs, seed)
  const outcomes = Object.entries(report.outcomes).toSorted((a, b) => b[1] - a[1])
  console.log(`${name}: ${report.inputs} inputs, seed ${seed}, ${report.faults.length} faults`)
  for (const [outcome, count] of outcomes) console.log(`  ${String(count).padStart(8)} ${outcome}`)
  for (const fault of report.faults.slice(0, 10)) console.log(`  FAULT ${fault}`)
  faults += report.faults.length
}
process.exit(faults === 0 ? 0 : 1)
