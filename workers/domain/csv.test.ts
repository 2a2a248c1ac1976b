// A table that holds what was put in, and that no spreadsheet takes for a formula.
import { expect, it } from 'vitest'
import { csvOf } from './csv.ts'

it.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@sum', "'@sum"],
  [' =1', "' =1"],
  ['\t=1', "'\t=1"],
  ['\r\n=1', `"'\r\n=1"`],
  ['＝1', "'＝1"],
  ['=cmd|"x",1', `"'=cmd|""x"",1"`],
  ['a=1', 'a=1'],
  ['', ''],
])('writes %j as %s', (cell, wanted) => {
  expect(csvOf([[cell]])).toBe(`${wanted}\r\n`)
})

it('leaves numbers what they are, and nothing empty', () => {
  expect(csvOf([[-1.5, null, true, 0], ['x']])).toBe('-1.5,,true,0\r\nx\r\n')
})
