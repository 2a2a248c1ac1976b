// `npm run proof`: the long runs, whose figures go to docs/proof.md with the commit they were run on.
// CI runs a small share of each. Ends with exit code 1 when one of them fails.
import { spawnSync } from 'node:child_process'

const proofs: { name: string; words: string[] }[] = [
  {
    name: '20,000 seeds',
    words: ['test/sim/main.ts', '--seeds', process.env.SEEDS ?? '20000', '--keep'],
  },
  { name: 'small spaces', words: ['test/small/main.ts', '--rounds', '3'] },
  { name: 'scenarios', words: ['test/scenarios/main.ts'] },
  { name: '50 storms of alarms', words: ['test/storm/main.ts', '--rounds', '50'] },
  { name: 'image', words: ['test/image/main.ts'] },
  { name: 'demo, three times', words: ['test/demo/main.ts'] },
  { name: 'demo, three times', words: ['test/demo/main.ts'] },
  { name: 'demo, three times', words: ['test/demo/main.ts'] },
  { name: 'benches', words: ['bench/main.ts'] },
  { name: '100,000 broken inputs each', words: ['test/fuzz/main.ts', '--inputs', '100000'] },
]

const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' })
console.log(`Proof of ${commit.stdout.trim()}, ${new Date().toISOString()}`)
let failed = 0
for (const { name, words } of proofs) {
  console.log(`\n── ${name}: node ${words.join(' ')}`)
  const begun = performance.now()
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' })
  if (status !== 0) failed += 1
  const seconds = Math.round((performance.now() - begun) / 1000)
  console.log(`── ${status === 0 ? 'held' : 'FAILED'}, ${seconds} s`)
}
process.exit(failed === 0 ? 0 : 1)
