// `npm run cost -- --checks 100000 --interval 60 --locations 3`: counts in the real program, scales by
// formula with dated prices, prints dollars a month. `--minutes` and `--counted` make it shorter.
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { pricesOf } from '../../workers/domain/cost/prices.ts'
import { printFigures } from '../print.ts'
import { awakeShare, itemsOf, totalOf, type Wanted } from './formula.ts'
import { type Minute, measure } from './measure.ts'

const { values } = parseArgs({
  options: {
    checks: { type: 'string', default: '100000' },
    interval: { type: 'string', default: '60' },
    locations: { type: 'string', default: '3' },
    minutes: { type: 'string', default: '5' },
    counted: { type: 'string', default: '2000' },
    answer: { type: 'string', default: '100' },
  },
})
const number = (name: keyof typeof values) => {
  const value = Number(values[name])
  if (Number.isFinite(value) && value > 0) return value
  console.error(`--${name} is a number above 0, not "${values[name]}".`)
  return process.exit(2)
}
const wanted: Wanted = {
  checks: number('checks'),
  intervalSeconds: number('interval'),
  locations: number('locations'),
}
const asked = {
  checks: number('counted'),
  minutes: number('minutes'),
  intervalSeconds: wanted.intervalSeconds,
  answerMs: number('answer'),
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim()
console.log(`Cost at commit ${commit}, ${new Date().toISOString()}, prices of ${pricesOf}`)
const { counts, minutes, real, virtual } = await measure(asked)
printFigures(
  `Counted: ${asked.checks} checks, ${asked.minutes} min, answers in ${asked.answerMs} ms`,
  [
    { name: 'probes', value: minutes.reduce((sum, one) => sum + one.probes, 0) },
    { name: 'alarms of a shard in a slot', value: real.alarms },
    { name: 'in virtual time', value: virtual.quietly.alarms },
    { name: 'over whole hours there', value: virtual.steady.alarms },
    { name: 'rows written in a slot', value: real.rowsWritten },
    { name: 'in virtual time', value: virtual.quietly.rowsWritten },
    { name: 'over whole hours there', value: virtual.steady.rowsWritten },
    { name: 'calls of locations in a slot', value: counts.calls },
    { name: 'busy in a slot', value: counts.busyMs, unit: 'ms' },
    { name: 'CPU of a probe, whole workerd', value: counts.cpuMsPerProbe, unit: 'ms' },
    { name: 'row of samples, with its index', value: counts.sampleRowBytes, unit: 'bytes' },
    { name: 'a sample in it', value: counts.sampleBytes, unit: 'bytes' },
    { name: 'row of an hour rolled up', value: counts.rollupRowBytes, unit: 'bytes' },
    { name: 'row of a day rolled up', value: counts.dayRowBytes, unit: 'bytes' },
    { name: 'Postgres awake in quiet hours', value: counts.awake * 100, unit: '%' },
    { name: 'awake after a piece of news', value: counts.newsMinutes, unit: 'min' },
  ],
)
for (const { probes, perProbe } of minutes)
  console.log(
    `  a minute: ${probes} probes, ` +
      Object.entries(perProbe)
        .map(([name, each]) => `${Math.round(each * probes)} ${name}`)
        .join(', '),
  )
const spread = spreadOf(minutes)
for (const [name, share] of Object.entries(spread))
  console.log(`  ${name} of a probe differ by ${(share * 100).toFixed(1)} % over the minutes`)
const all = [...new Set([1_000, 100_000, wanted.checks])].map((checks) => ({ ...wanted, checks }))
for (const one of all) show(one)
for (const one of all) showNews(one)
process.exit(0)

function show(one: Wanted): void {
  const items = itemsOf(counts, one)
  const { dollars, perCheck } = totalOf(items, one)
  const title = `${one.checks} checks each ${one.intervalSeconds} s from ${one.locations} places, a month`
  printFigures(
    title,
    items.map(({ name, amount, unit, dollars: cost, from }) => ({
      name,
      value: `$${cost.toFixed(2)}`,
      note: `${Math.round(amount).toLocaleString('en-US')} ${unit}, ${from}`.replace(' ,', ','),
    })),
  )
  console.log(`  total $${dollars.toFixed(2)}, $${perCheck.toFixed(5)} a check`)
}

/** What news add, which wake Postgres: trouble of a check is two of them, its begin and its end. */
function showNews(one: Wanted): void {
  for (const news of [0, 1, 2, 4]) {
    const asked = { ...one, news }
    const { dollars, perCheck } = totalOf(itemsOf(counts, asked), asked)
    const awake = (awakeShare(counts, asked) * 100).toFixed(0)
    console.log(
      `  ${one.checks} checks, ${news} news a check and month: Postgres awake ${awake} %, ` +
        `$${dollars.toFixed(2)}, $${perCheck.toFixed(5)} a check`,
    )
  }
}

/** How far minutes are apart, as a share of their mean. */
function spreadOf(all: Minute[]): Record<string, number> {
  const names = ['calls', 'rowsWritten', 'alarms'] as const
  return Object.fromEntries(
    names.map((name) => {
      const list = all.map((one) => one.perProbe[name])
      const mean = list.reduce((sum, value) => sum + value, 0) / list.length
      return [name, (Math.max(...list) - Math.min(...list)) / mean]
    }),
  )
}
