import { describe, expect, it } from 'vitest'
import { gtidGap } from './gtid.ts'

const a = '3e11fa47-71ca-11e1-9e33-c80aa9429562'
const b = '3e11fa47-71ca-11e1-9e33-c80aa9429563'

describe('the gap between two sets of transactions', () => {
  it.each([
    ['the same set', `${a}:1-5`, `${a}:1-5`, 0],
    ['the last ones', `${a}:1-25`, `${a}:1-5`, 20],
    ['a hole in the middle', `${a}:1-9`, `${a}:1-3:7-9`, 3],
    ['one alone', `${a}:1-5:8`, `${a}:1-5`, 1],
    ['those of another server', `${a}:1-5,\n${b}:1-3`, `${a}:1-5`, 3],
    ['under a tag', `${a}:1-5:backup:1-4`, `${a}:1-5:backup:1-2`, 2],
    ['more than the source has', `${a}:1-5`, `${a}:1-5,${b}:1-9`, 0],
    ['all, at an empty replica', `${a}:1-5`, '', 5],
    ['a position of MariaDB', '0-1-100', '0-1-92', 8],
    ['a position under another server', '0-2-100', '0-1-92', 8],
    ['two domains', '0-1-100,1-2-7', '0-1-100,1-2-3', 4],
    ['a replica that is ahead', '0-1-90', '0-1-92', 0],
  ])('counts %s', (_, source, replica, gap) => {
    expect(gtidGap(source, replica)).toBe(gap)
  })

  it('is not known where no ids are kept', () => {
    expect(gtidGap('', `${a}:1-5`)).toBeNull()
  })
})
