// How much of its plan a workspace uses, and what the plans have.
import { countedWords, planOf } from '../../workers/domain/plan.ts'
import type { Usage } from '../../workers/plan-ports.ts'
import { Credits } from '../parts/credits.tsx'
import { FormFault, type Typed } from '../parts/fields.tsx'
import { Kept } from '../parts/kept.tsx'
import { Layout } from '../parts/layout.tsx'
import { offered, PlanTable } from '../parts/plan-table.tsx'
import { Tabs } from '../parts/tabs.tsx'

const upperFirst = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}`

export function UsagePage(data: Usage & { typed: Typed }) {
  const { plan, used, sms, paused, narrowed, typed } = data
  const { label, price, limits: has } = planOf(plan)
  return (
    <Layout title="Usage" section="/settings">
      <div class="head">
        <div>
          <h1>Usage</h1>
          <p>
            The plan {label}: a check every {has.intervalSecondsMin} s at the most often
            {Number.isFinite(has.locationsPerCheckMax) &&
              `, from ${has.locationsPerCheckMax} locations`}
            , history of {has.retentionDays} days.
          </p>
        </div>
      </div>
      <Tabs tab="/usage" />
      <FormFault typed={typed} fields={[]} />
      <Kept plan={label} checks={paused} words="runs no more checks than it has. Paused are" />
      <Kept
        plan={label}
        checks={narrowed}
        words="lets these run less often, or from fewer places, than they are set to:"
      />
      <section class="scroll short" aria-label="What is used" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col" class="number">
                Used
              </th>
              <th scope="col" class="number">
                Of
              </th>
            </tr>
          </thead>
          <tbody>
            {used.map((one) => (
              <Line words={upperFirst(countedWords[one.what][1])} used={one.used} most={one.most} />
            ))}
            <Line words="Credits for texts and calls" used={sms.credits} most={sms.allowance} />
          </tbody>
        </table>
      </section>
      {isCrowded(data) && (
        <p class="soft">
          One workspace is asked by one shard, which is made for {shardChecks} checks: with more of
          them, spread them over several workspaces, so that not one shard asks them all.
        </p>
      )}
      <Credits {...data} />
      {price !== null && <Plans own={plan} />}
    </Layout>
  )
}

/** More checks than a shard is made for; only where no plan bounds them. */
const shardChecks = 500
const isCrowded = ({ used }: Usage) =>
  used.some(({ what, used: count }) => what === 'checks' && count > shardChecks)

function Line({ words, used, most }: { words: string; used: number; most: number | null }) {
  const isFull = most !== null && used >= most
  return (
    <tr>
      <th scope="row">{words}</th>
      <td class="number">{used.toLocaleString('en')}</td>
      <td class="number">
        {most === null ? 'no limit' : most.toLocaleString('en')}
        {isFull && most > 0 && ' · all taken'}
      </td>
    </tr>
  )
}

/** What each plan has, beside the one of this workspace. */
function Plans({ own }: { own: string }) {
  return (
    <>
      <h2>The plans</h2>
      <PlanTable shown={offered.filter(([, { price }]) => price !== null)} own={planOf(own)} />
    </>
  )
}
