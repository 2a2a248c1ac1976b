// A plan as lines for a person: what is added, changed and removed, secrets veiled.
import { mask } from '../../workers/flow/checks.ts'
import { type Paint, tame } from '../cli/paint.ts'
import { type Item, oneOf } from './item.ts'
import type { Change, Plan } from './plan.ts'
import { veiled } from './whole.ts'

const widthMax = 100

/** The plan, and in the last line its sum. */
export function draw(plan: Plan, paint: Paint): string[] {
  const lines = plan.changes.flatMap((change) => drawOne(change, paint))
  const count = (act: Change['act']) => plan.changes.filter((one) => one.act === act).length
  const sum = [
    `${count('create')} to add`,
    `${count('update')} to change`,
    `${count('remove')} to remove`,
    `${plan.unchanged} as they are`,
  ]
  if (lines.length > 0) lines.push('')
  if (plan.left.length > 0) {
    const some = plan.left.slice(0, 5).map(({ kind, name }) => `${oneOf[kind]} "${tame(name)}"`)
    const more = plan.left.length > 5 ? ` and ${plan.left.length - 5} more` : ''
    lines.push(
      paint.dim(`Not in the file, and left alone without --prune: ${some.join(', ')}${more}.`),
    )
  }
  if (plan.unread > 0) {
    const many = `${plan.unread} ${plan.unread === 1 ? 'secret' : 'secrets'}`
    lines.push(paint.dim(`${many} cannot be compared and stay; --secrets gives them again.`))
  }
  return [...lines, plan.changes.length === 0 ? 'Nothing to do.' : `${sum.join(', ')}.`]
}

function drawOne(change: Change, paint: Paint): string[] {
  const { kind, act, name, wanted } = change
  const what = `${oneOf[kind]} "${tame(name)}"`
  if (act === 'remove') return [paint.red(`- ${what}`)]
  const item = veiled(kind, wanted ?? {})
  if (act === 'create') {
    const fields = Object.entries(item).filter(([field]) => !['name', 'slug'].includes(field))
    return [
      paint.green(`+ ${what}`),
      ...fields.map(([field, value]) => paint.green(`    ${field}: ${valueText(value)}`)),
    ]
  }
  return [
    paint.yellow(`~ ${what}`),
    ...change.fields.map(({ field, from, to }) => {
      const shown = shownTo(field, to, item)
      return `    ${field}: ${paint.red(valueText(from))} → ${paint.green(valueText(shown))}`
    }),
  ]
}

/** What is filled in is no secret; what was written may be one. */
function shownTo(field: string, to: unknown, item: Item): unknown {
  return Object.hasOwn(item, field) ? item[field] : to
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  const text = tame(typeof value === 'string' ? value : JSON.stringify(value))
  if (text === mask) return 'a secret'
  return text.length > widthMax ? `${text.slice(0, widthMax - 1)}…` : text
}
