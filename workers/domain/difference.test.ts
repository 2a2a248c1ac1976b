// What a change changed, in a table.
import { expect, it } from 'vitest'
import { differences } from './difference.ts'

const line = (field: string, before: string | null, after: string | null) => ({
  field,
  before,
  after,
})

it.each([
  [null, null, []],
  [null, { name: 'a' }, [line('name', null, 'a')]],
  [{ name: 'a' }, null, [line('name', 'a', null)]],
  [{ n: 1, on: true }, { n: 2, on: true }, [line('n', '1', '2')]],
  [{ a: { b: 1 } }, { a: { b: 2, c: 3 } }, [line('a.b', '1', '2'), line('a.c', null, '3')]],
  [{ tags: ['x'] }, { tags: ['x', 'y'] }, [line('tags', 'x', 'x, y')]],
  [{ tags: ['x'] }, { tags: [] }, [line('tags', 'x', 'none')]],
  [{ steps: [{ at: 1 }] }, { steps: [{ at: 2 }] }, [line('steps.0.at', '1', '2')]],
  [
    null,
    { updates: [{ at: 1_764_412_345_678 }] },
    [line('updates.0.at', null, '2025-11-29 10:32:25 UTC')],
  ],
  [null, { endsAt: 1_764_412_345_678 }, [line('endsAt', null, '2025-11-29 10:32:25 UTC')]],
  [{ version: 1, updatedAt: 'x' }, { version: 2, updatedAt: 'y' }, []],
  [{ parent: 'p' }, { parent: null }, [line('parent', 'p', null)]],
])('%j → %j', (before, after, expected) => {
  expect(differences(before, after)).toEqual(expected)
})

it('is cut where it would be endless', () => {
  const many = Object.fromEntries(Array.from({ length: 99 }, (_, n) => [`f${n}`, n]))
  expect(differences(null, many)).toHaveLength(60)
  expect(differences(null, { text: 'x'.repeat(1_000) })[0]?.after).toHaveLength(301)
})
