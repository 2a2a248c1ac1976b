// Places that other masters lend: `ESONAR_LENDERS`, as the lender shows it when the loan is made. A value
// that cannot be used is a Refusal that never repeats a key.
import { loanOfKey } from '../workers/domain/loan.ts'
import type { LenderSetting } from '../workers/env.ts'
import { Refusal } from './refusal.ts'

const shape =
  /^([a-z][a-z0-9-]{0,30})@([A-Za-z0-9._-]{1,40})=(https?:\/\/[^\s?#]+)\/([A-Za-z0-9._-]{1,60})#(\S+)$/

/** Parses `name@network=https://master/place#key`, apart by commas; `taken` are names of our own. */
export function readLenders(
  env: Record<string, string | undefined>,
  taken: string[],
): LenderSetting[] {
  const parts = (env.ESONAR_LENDERS ?? '').split(',').map((part) => part.trim())
  const lenders = parts.filter((part) => part !== '').map(lenderOf)
  const names = [...taken, ...lenders.map((one) => one.id)]
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) {
    throw new Refusal(`ESONAR_LENDERS: "${twice}" is the name of two places; give it another.`)
  }
  return lenders
}

function lenderOf(part: string): LenderSetting {
  const [, id, network, url, place, key] = shape.exec(part) ?? []
  if (!id || !network || !url || !place || !key) {
    throw new Refusal(
      `ESONAR_LENDERS: "${part.split('#')[0]}" is not a lender; write name@network=https://master/place#key, separated by commas.`,
    )
  }
  if (!URL.canParse(url)) {
    throw new Refusal(`ESONAR_LENDERS: the address of "${id}" is not one; write https://host.`)
  }
  if (loanOfKey(key) === null) {
    throw new Refusal(`ESONAR_LENDERS: the key of "${id}" is not one of a loan; it begins esl_.`)
  }
  return { id, network, label: id, url, place, key }
}
