// Credits for text messages and calls: what is left, where they went, and packs to buy.
import {
  type PackName,
  packNames,
  packs,
  pricedAt,
  priceSource,
  tariffOf,
} from '../../workers/domain/sms-price.ts'
import type { CreditLine } from '../../workers/plan-ports.ts'
import type { UsedView } from '../../workers/shard-door.ts'
import { When } from './when.tsx'

export interface CreditsData {
  sms: UsedView
  bought: (CreditLine & { refunded: number; at: string })[]
  /** An owner, where something is sold. */
  mayBuy: boolean
}

const count = (value: number) => value.toLocaleString('en')
const dollars = (cents: number) => `$${(cents / 100).toFixed(cents % 100 === 0 ? 0 : 2)}`
const examples: [string, string][] = [
  ['the United States', '+1'],
  ['the United Kingdom', '+44'],
  ['France', '+33'],
  ['Germany', '+49'],
]

/** Nothing where there is no end of them and nothing was sent. */
export function Credits({ sms, bought, mayBuy }: CreditsData) {
  if (sms.left === null && sms.segments === 0) return null
  return (
    <section id="credits">
      <h2>Text messages and calls</h2>
      <Left sms={sms} />
      {sms.countries.length > 0 && <Countries sms={sms} />}
      {bought.length > 0 && <Bought lines={bought} />}
      {mayBuy && <Packs />}
    </section>
  )
}

function Left({ sms: { left, allowance, credits, bought } }: { sms: UsedView }) {
  if (left === null) return <p>They are sent by this installation’s own account, without end.</p>
  const ofBought = Math.max(0, bought.credits - bought.used)
  const isNone = left === 0 && (allowance ?? 0) + bought.credits > 0
  return (
    <>
      {isNone && (
        <div class="banner bad">
          <p>None are left: alarms go by mail or another channel instead, and say so.</p>
        </div>
      )}
      <p>
        <strong>{count(left)} credits</strong> are left: {count(left - ofBought)} of the{' '}
        {count(allowance ?? 0)} that the plan includes this month
        {bought.credits > 0 && `, and ${count(ofBought)} that were bought, which do not end`}.{' '}
        {count(credits)} of this month’s are used.
      </p>
      <p class="soft">
        A part of a text message, or a call, is{' '}
        {examples
          .map(([where, prefix]) => {
            const each = tariffOf(prefix).credits
            return `${each} ${each === 1 ? 'credit' : 'credits'} to ${where}`
          })
          .join(', ')}
        : by {priceSource}, as of {pricedAt}. The month’s are used first.
      </p>
    </>
  )
}

function Countries({ sms }: { sms: UsedView }) {
  return (
    <section class="scroll" aria-label="Where they went this month" tabindex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">This month to</th>
            <th scope="col" class="number">
              Parts
            </th>
            <th scope="col" class="number">
              Credits
            </th>
          </tr>
        </thead>
        <tbody>
          {sms.countries.map((one) => (
            <tr>
              <th scope="row">{one.country}</th>
              <td class="number">{count(one.segments)}</td>
              <td class="number">{count(one.credits)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const shownMax = 12

function Bought({ lines }: { lines: CreditsData['bought'] }) {
  return (
    <ul>
      {lines.slice(0, shownMax).map((one) => (
        <li>
          {count(one.credits)} credits for {dollars(one.cents)}, <When at={Date.parse(one.at)} />
          {one.refunded > 0 && <>; {count(one.refunded)} taken back, as money was given back</>}
        </li>
      ))}
    </ul>
  )
}

function Packs() {
  return (
    <form method="post" action="/usage/credits" class="actions">
      {packNames.map((name: PackName) => (
        <button type="submit" name="pack" value={name}>
          Buy {count(packs[name].credits)} for {dollars(packs[name].cents)}
        </button>
      ))}
    </form>
  )
}
