// The simulator's door: plays storms by their seeds and says what it saw. Ends with 1 at the first
// broken promise. `node test/sim/main.ts --seeds 200 [--seed 17] [--minutes 90] [--threads 3] [--verbose]`
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { playAll } from './crew.ts'
import type { Told } from './hand.ts'
import { play } from './play.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    minutes: { type: 'string', default: '90' },
    // One more than there are cores: a storm waits for its signatures now and then.
    threads: { type: 'string', default: String(availableParallelism() + 1) },
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
  const first = Number(values.from)
  const fresh = Array.from({ length: Number(values.seeds) }, (_, index) => first + index)
  return [...new Set([...onceFailed(), ...fresh])]
}

function tellBroken({ seed, broken, transcript }: Told): void {
  const lines = transcript.slice(values.verbose ? 0 : -Number(values.lines))
  console.log(lines.join('\n'))
  console.log(`seed ${seed} broke "${broken!.invariant}"\n${broken!.message}`)
}

const startedAt = performance.now()
const runs: Told[] = []

/** Takes a storm in; false ends the run. */
function hear(run: Told): boolean {
  runs.push(run)
  if (!run.broken) return true
  process.exitCode = 1
  if (values.keep) console.log(`seed ${run.seed}: ${run.broken.message.split('\n')[0]}`)
  else tellBroken(run)
  return values.keep
}

const minutes = Number(values.minutes)
if (values.seed === undefined) {
  await playAll(seedsToPlay(), minutes, Number(values.threads), hear)
} else {
  const run = await play(Number(values.seed), minutes)
  if (values.verbose && !run.broken) console.log(run.transcript.join('\n'))
  hear(run)
}

const sum = (of: (run: Told) => number) => runs.reduce((all, run) => all + of(run), 0)
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
    `worst detection ${(runs.reduce((worst, run) => Math.max(worst, run.worstMs), 0) / 1000).toFixed(1)} s`,
    `${seconds.toFixed(1)} s taken`,
    ...(values.seed === undefined ? [] : [`hash ${runs[0]?.hash}`]),
  ].join(' · '),
)
