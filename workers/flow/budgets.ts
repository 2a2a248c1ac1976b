// What the installation may spend in a day: set by its operator, looked at each minute, told to them
// when it is reached. What is held back then is new, and below critical; a page is always sent.
import {
  type Budgeted,
  dayEndOf,
  dayOf,
  isScope,
  type SpentDay,
  spenders,
  spentKey,
  spentSentence,
  type Tally,
  tallied,
  tallyKey,
} from '../domain/budget.ts'
import { planOf } from '../domain/plan.ts'
import { Problem } from '../domain/problem.ts'
import type { OwnFault } from '../domain/watch.ts'
import type { HubPorts } from '../hub-ports.ts'
import type { BudgetsToday, Operator } from '../operator-ports.ts'
import { keepAt, keptAt } from './kept.ts'
import { reach } from './stop.ts'

const mostMax = 1e12

/** Sets what a scope may spend; empty: without end. */
export async function setBudget(
  hub: HubPorts,
  operator: Operator,
  given: { scope: string; probes: string; messages: string },
): Promise<void> {
  const { scope } = given
  if (!isScope(scope)) throw new Problem('not_found', 'There is no plan of this name.')
  const probes = scope === 'installation' ? amountOf(given.probes, 'probes') : null
  const messages = amountOf(given.messages, 'messages', 2_000_000_000)
  const shown = (most: number | null) => most?.toLocaleString('en') ?? 'no end'
  const reason =
    scope === 'installation'
      ? `All: probes ${shown(probes)}, messages ${shown(messages)}`
      : `${planOf(scope).label}, each: messages ${shown(messages)}`
  const act = { ...operator, act: 'budget' as const, subject: '', reason }
  const day = dayOf(hub.now())
  const before = await hub.operator.spent(day)
  await hub.operator.setBudget({ scope, probes, messages }, day, act)
  await keepBudgets(hub)
  const after = await hub.operator.spent(day)
  for (const one of [...before, ...after]) {
    if (one.what === 'messages') await reach(hub, one.workspace)
  }
}

function amountOf(text: string, field: Budgeted, most = mostMax): number | null {
  const plain = text.replaceAll(/[\s,]/g, '')
  if (plain === '') return null
  const amount = Number(plain)
  if (/^\d+$/.test(plain) && amount >= 1 && amount <= most) return amount
  throw new Problem('invalid', 'must be a whole number above 0; empty: without end', field)
}

/** Counts the probes of today on, from what each shard has asked; answers how many they are. */
export async function tallyProbes(
  hub: HubPorts,
  counts: { shard: string; probes: number }[],
): Promise<number> {
  const before = await hub.snapshots.get<Tally>(tallyKey)
  const after = tallied(before, counts, hub.now())
  if (JSON.stringify(after) !== JSON.stringify(before)) await hub.snapshots.put(tallyKey, after)
  return after.probes
}

/** Probes of today so far; those that were lent are counted at their door, and are among them. */
async function probesToday(hub: HubPorts): Promise<{ probes: number; lent: number }> {
  const day = dayOf(hub.now())
  const [tally, lent] = await Promise.all([
    hub.snapshots.get<Tally>(tallyKey),
    hub.operator.lentOn(day),
  ])
  return { probes: (tally?.day === day ? tally.probes : 0) + lent, lent }
}

/** When budgets are to be looked at again: at an instant, or before it once shards have made so many
 *  probes today (null: no number of them matters). */
export interface BudgetsDue {
  at: number
  probesMax: number | null
}

/** Notes what was reached since the last look; the shards hear of it by their configuration. */
export async function keepBudgets(hub: HubPorts): Promise<BudgetsDue> {
  const now = hub.now()
  const day = dayOf(now)
  const budgets = await hub.operator.budgets()
  const most = budgets.find((one) => one.scope === 'installation')?.probes ?? null
  const made = most === null ? null : await probesToday(hub)
  const isSpent = most !== null && made !== null && made.probes >= most
  if (isSpent) await hub.operator.spend(null, 'probes', day, now)
  let isAnyNew = false
  if (budgets.some((one) => one.messages !== null)) {
    for (const workspace of spenders(budgets, await hub.operator.messagesToday(day))) {
      const isNew = await hub.operator.spend(workspace, 'messages', day, now)
      isAnyNew ||= isNew
      if (isNew) hub.log.info('budget', { workspace, what: 'messages' })
    }
  }
  const known = await keptAt<SpentDay>(hub, spentKey)
  if ((known?.day === day && known.probes) !== isSpent) {
    await keepAt(hub, spentKey, { v: 1, day, probes: isSpent } satisfies SpentDay)
  }
  const at = budgets.length === 0 ? Number.POSITIVE_INFINITY : dayEndOf(now)
  const probesMax = most === null || made === null || isSpent ? null : most - made.lent
  // Its configuration counts up, and the next minute brings it to the shards.
  return { at: isAnyNew ? now : at, probesMax }
}

/** What is reached today, as the operator is told of it. */
export async function budgetFaults(hub: HubPorts): Promise<OwnFault[]> {
  const spent = await hub.operator.spent(dayOf(hub.now()))
  return spent.map((one) => ({
    key: `budget:${one.what}:${one.workspace ?? ''}:${dayOf(one.at)}`,
    sentence: spentSentence(one),
  }))
}

/** Refuses what makes more probes than there are: by hand, or by one more check. */
export async function verifyBudget(hub: HubPorts): Promise<void> {
  if (!(await isBudgetSpent(hub))) return
  throw new Problem(
    'limit_reached',
    'This installation has made as many probes today as its operator allows. Checks go on; ' +
      'probes by hand and new checks wait until 00:00 UTC.',
  )
}

/** Whether the probes of today are all made. */
export async function isBudgetSpent(hub: HubPorts): Promise<boolean> {
  const spent = await keptAt<SpentDay>(hub, spentKey)
  return spent?.probes === true && spent.day === dayOf(hub.now())
}

/** What is set, and what today came to. */
export async function budgetsOf(hub: HubPorts): Promise<BudgetsToday> {
  const day = dayOf(hub.now())
  const [budgets, today, counted, spent] = await Promise.all([
    hub.operator.budgets(),
    probesToday(hub),
    hub.operator.messagesToday(day),
    hub.operator.spent(day),
  ])
  return {
    budgets: new Map(budgets.map(({ scope, ...one }) => [scope, one])),
    ...today,
    messages: counted.reduce((sum, one) => sum + one.messages, 0),
    spent,
  }
}
