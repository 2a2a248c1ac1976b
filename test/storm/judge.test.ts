// The judge of storms judged: each fault it is there for is made by hand, and found.
import { describe, expect, it } from 'vitest'
import { judge, type Row } from './judge.ts'
import type { Arrival } from './receivers.ts'

const opened: Arrival = {
  at: 1,
  id: 'dlv-1',
  type: 'incident.opened',
  incidents: ['inc-1'],
  body: '{}',
  isTaken: true,
}
const resolved: Arrival = { ...opened, at: 2, id: 'dlv-2', type: 'incident.resolved' }
const row: Row = { id: 'dlv-1', incident: 'inc-1', state: 'sent' }
const said = (list: Arrival[], rows = [row]) => judge({ arrivals: [list] }, ['inc-1'], rows)

describe('the judge of storms', () => {
  it('finds nothing where all is well, and counts what came again', () => {
    expect(said([opened, resolved])).toEqual({ faults: [], messages: 2, doubles: 0 })
    expect(said([{ ...opened, isTaken: false }, opened, resolved])).toMatchObject({
      faults: [],
      doubles: 1,
    })
  })

  it.each<[string, Arrival[], Row[], string]>([
    [
      'an alarm never taken',
      [{ ...opened, isTaken: false }, resolved],
      [row],
      'never took the alarm',
    ],
    ['an end that is missing', [opened], [row], 'never took the end'],
    [
      'an alarm under two ids',
      [opened, { ...opened, id: 'dlv-9' }, resolved],
      [row],
      'under 2 ids',
    ],
    ['an end before its alarm', [resolved, opened], [row], 'the end of inc-1 first'],
    ['another body', [opened, { ...opened, body: '{"a":1}' }, resolved], [row], 'another body'],
    ['one still owed', [opened, resolved], [{ ...row, state: 'pending' }], 'still pending'],
  ])('finds %s', (_, list, rows, fault) => {
    expect(said(list, rows).faults.join('; ')).toContain(fault)
  })
})
