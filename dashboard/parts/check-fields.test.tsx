// The form of each type asks for everything once: of two fields of one name the browser sends both, and
// the last one counts, whichever a person changed.
import { expect, it } from 'vitest'
import { typeNames } from '../../workers/domain/check/index.ts'
import { inputOf } from '../routes/check-texts.ts'
import { fieldsOf } from './check-fields.ts'

it.each(typeNames)('asks for each thing of %s once, its level of down too', (type) => {
  const names = fieldsOf(type).map(({ name }) => name)
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted())
  expect(names).toContain('downLevel')
})

it('asks no heartbeat for the level of what it cannot come to', () => {
  const levels = (type: 'heartbeat' | 'manual' | 'group' | 'http') =>
    fieldsOf(type).flatMap(({ name }) => (name.startsWith('level-') ? name.slice(6) : []))
  expect(levels('heartbeat')).toEqual([])
  expect(levels('manual')).toEqual(['slow'])
  expect(levels('group')).toEqual(['regional', 'slow'])
  expect(levels('http')).toEqual(['regional', 'slow', 'blocked', 'unstable', 'content'])
})

it('reads the level that was chosen', () => {
  const input = inputOf('heartbeat', { name: 'backup', downLevel: 'warning' }, 'create')
  expect(input).toMatchObject({ downLevel: 'warning' })
})
