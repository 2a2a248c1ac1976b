// Between a schedule and the texts of its form: each layer has its own names, `layer0-people` and so
// on; people are written by their number in the list of members.
import type { Schedule } from '../../workers/domain/oncall.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { dayOfWall, wallAt } from '../../workers/domain/wall.ts'
import type { Values } from './policy-texts.ts'

const oneOf = (values: Values, name: string) => values[name]?.at(-1)?.trim() ?? ''

/** What the API would be given for these; layers without people are left out. */
export function scheduleOfValues(values: Values, people: string[]): Record<string, unknown> {
  const layers: Record<string, unknown>[] = []
  for (let index = 0; `layer${index}-people` in values; index += 1) {
    const of = (name: string) => oneOf(values, `layer${index}-${name}`)
    if (of('people') === '') continue
    const [from, to, hours] = [of('from'), of('to'), of('hours')]
    const days = (values[`layer${index}-days`] ?? []).map(Number)
    const some = days.length > 0 && days.length < 7 ? { days } : {}
    const isAllDay = from === '' && to === '' && !('days' in some)
    layers.push({
      people: peopleOf(of('people'), people, index),
      rotation: of('rotation') || 'weekly',
      startsOn: of('startsOn'),
      handover: of('handover') || '09:00',
      ...(hours === '' ? {} : { hours: /^\d+$/.test(hours) ? Number(hours) : hours }),
      ...(isAllDay ? {} : { only: { from, to, ...some } }),
    })
  }
  return { name: oneOf(values, 'name'), timeZone: oneOf(values, 'timeZone') || 'UTC', layers }
}

function peopleOf(text: string, people: string[], index: number): string[] {
  return text.split(/[\s,]+/).map((one) => {
    const id = people[Number(one) - 1]
    if (id !== undefined) return id
    const most = people.length
    throw new Problem('invalid', `"${one}": give numbers from 1 to ${most}`, `layer${index}.people`)
  })
}

/** The values of a stored schedule; a new one begins today with everybody. */
export function valuesOfSchedule(schedule: Schedule | null, people: string[], now: number): Values {
  const today = new Date(dayOfWall(wallAt(now, 'UTC'))).toISOString().slice(0, 10)
  const layers = schedule?.layers ?? [
    { people, rotation: 'weekly' as const, startsOn: today, handover: '09:00' },
  ]
  const values: Values = {
    name: [schedule?.name ?? ''],
    timeZone: [schedule?.timeZone ?? 'UTC'],
  }
  for (const [index, layer] of layers.entries()) {
    const put = (name: string, text: string) => {
      values[`layer${index}-${name}`] = [text]
    }
    put('people', layer.people.map((id) => people.indexOf(id) + 1 || '?').join(', '))
    put('rotation', layer.rotation)
    const { hours, only } = { hours: undefined, only: null, ...layer }
    put('hours', String(hours ?? ''))
    put('startsOn', layer.startsOn)
    put('handover', layer.handover)
    put('from', only?.from ?? '')
    put('to', only?.to ?? '')
    values[`layer${index}-days`] = (only?.days ?? [1, 2, 3, 4, 5, 6, 7]).map(String)
  }
  return values
}
