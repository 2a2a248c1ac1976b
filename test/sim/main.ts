// The simulator's door: plays storms by their seeds and says what it saw. Ends with 1 at the first
// broken promise. `node test/sim/main.ts --seeds 200 [--seed 17] [--minutes 90] [--verbose]`
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Played, play } from './play.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    minutes: { type: 'string', default: '90' },
    lines: { type: 'string', default: '60' },
    verbose: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
})

/** Seeds that once failed, one a line; what follows a `#` is for the reader. */
function onceFailed(): number[] {
  const text = readFileSync(new URL('./seeds.txt', import.meta.url), 'utf8')
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map(Number)
}

function seedsToPlay(): number[] {
  if (values.seed !== undefined) return [Number(values.seed)]
  const first = Number(values.from)
  const fresh = Array.from({ length: Number(values.seeds) }, (_, index) => first + index)
  return [...new Set([...onceFailed(), ...fresh])]
}

function tellBroken({ seed, broken, transcript }: Played): void {
  const lines = transcript.slice(values.verbose ? 0 : -Number(values.lines))
  console.log(lines.join('\n'))
  console.log(`seed ${seed} broke "${broken!.invariant}"\n${broken!.message}`)
}

const startedAt = performance.now()
const runs: Played[] = []
for (const seed of seedsToPlay()) {
  const run = await play(seed, Number(values.minutes))
  runs.push(run)
  if (values.verbose && !run.broken) console.log(run.transcript.join('\n'))
  if (!run.broken) continue
  process.exitCode = 1
  if (values.keep) console.log(`seed ${seed}: ${run.broken.message.split('\n')[0]}`)
  else {
    tellBroken(run)
    break
  }
}

const sum = (of: (run: Played) => number) => runs.reduce((all, run) => all + of(run), 0)
const seconds = (performance.now() - startedAt) / 1000
console.log(
  [
    `${runs.length} seeds`,
    `${(sum((run) => run.virtualMs) / 3_600_000).toFixed(1)} virtual hours`,
    `${sum((run) => run.probes)} probes`,
    `${sum((run) => run.lives)} lives`,
    `${sum((run) => run.outages)} outages found`,
    `${sum((run) => run.pages)} pages`,
    `${sum((run) => run.falsePages)} false pages`,
    `worst detection ${(Math.max(...runs.map((run) => run.worstMs)) / 1000).toFixed(1)} s`,
    `${seconds.toFixed(1)} s taken`,
    ...(values.seed === undefined ? [] : [`hash ${runs[0]!.hash}`]),
  ].join(' · '),
)
