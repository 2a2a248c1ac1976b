// The score of a run, a line per scenario and one for the whole.
import type { Fault, Result } from './scenario.ts'

/** Prints one scenario's line. */
export function printResult({ family, name, toldAfter, faults }: Result): void {
  const when = toldAfter === null ? 'nothing told' : `told after ${toldAfter.toFixed(1)} s`
  console.log(`${faults.length === 0 ? '  ok  ' : '  NOT '} ${family}: ${name} → ${when}`)
  for (const { fault, text } of faults) console.log(`         ${fault}: ${text}`)
}

/** Prints the score; true when everything is as promised. */
export function printScore(results: Result[], notRun: string[]): boolean {
  const count = (wanted: Fault) =>
    results.flatMap((one) => one.faults).filter(({ fault }) => fault === wanted).length
  const warnings = count('false warning')
  const late = count('late')
  const causes = results.filter((one) => one.faults.some(({ fault }) => fault === 'cause')).length
  const parts = [
    `${count('false page')} false pages`,
    ...(warnings > 0 ? [`${warnings} false warnings`] : []),
    `${count('missed')} missed`,
    ...(late > 0 ? [`${late} told late`] : []),
    causes === 0 ? 'cause right in all' : `cause wrong in ${causes}`,
  ]
  console.log(`\n${results.length} scenarios: ${parts.join(', ')}`)
  for (const why of notRun) console.log(`not run: ${why}`)
  return results.every((one) => one.faults.length === 0)
}
