import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isNews, looked, newWatch, told, type WatchState, watchHeadline } from './watch.ts'

const minute = 60_000
const late = { key: 'late:shard1', sentence: 'shard shard1 was not awake for 180 s' }
const lost = { key: 'database', sentence: 'the database does not answer' }

/** Looks each minute; the headlines of what was told, by minute. */
function course(looks: (typeof late)[][], arrives = (_: number) => true): [number, string][] {
  let state: WatchState = newWatch()
  const said: [number, string][] = []
  for (const [index, seen] of looks.entries()) {
    const now = index * minute
    const { after, news } = looked(state, seen, now)
    state = after
    if (!isNews(news) || !arrives(index)) continue
    said.push([index, watchHeadline(news)])
    state = told(state, news, now)
  }
  return said
}

const of = (count: number, ...seen: (typeof late)[]) => Array.from({ length: count }, () => seen)

describe('the watcher', () => {
  it('tells what lasts for two minutes, and its end', () => {
    expect(course([...of(5, late), ...of(3)])).toEqual([
      [2, late.sentence],
      [5, `Over: ${late.sentence}`],
    ])
  })

  it('says nothing of what is gone by then', () => {
    expect(course([...of(2, late), ...of(5)])).toEqual([])
  })

  it('says it again each hour', () => {
    expect(course(of(125, late)).map(([at]) => at)).toEqual([2, 62, 122])
  })

  it('tells the newest figures, and of several the first and how many', () => {
    const worse = { ...late, sentence: 'shard shard1 was not awake for 300 s' }
    expect(course([[late], [late], [worse, lost], [worse, lost], [worse, lost]])).toEqual([
      [2, worse.sentence],
      [4, lost.sentence],
    ])
    expect(course(of(3, late, lost))).toEqual([[2, `${late.sentence}, and 1 more`]])
  })

  it('tries again until it arrives, the end too', () => {
    const arrives = (at: number) => at > 4 && at !== 8
    expect(course([...of(8, late), ...of(4)], arrives)).toEqual([
      [5, late.sentence],
      [9, `Over: ${late.sentence}`],
    ])
  })

  it('never tells an end without a beginning, nor a beginning twice', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (seen) => {
        const said = course(seen.map((is) => (is ? [late] : [])))
        let isOpen = false
        for (const [, headline] of said) {
          if (headline.startsWith('Over')) expect(isOpen).toBe(true)
          else if (!headline.startsWith('Still')) expect(isOpen).toBe(false)
          isOpen = !headline.startsWith('Over')
        }
      }),
    )
  })
})
