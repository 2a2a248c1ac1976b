// The reporter that ends a run in which a file hangs: what hangs is named, what has ended is not.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { TestCase, TestModule } from 'vitest/node'
import Overdue from './overdue.ts'

vi.mock('./server/program.ts', () => ({ familyOf: () => [] }))

const file = { id: 'f1', relativeModuleId: 'test/a.test.ts' } as TestModule
const other = { id: 'f2', relativeModuleId: 'test/b.test.ts' } as TestModule
const result = (module: TestModule) => ({ module, fullName: 'says so' }) as TestCase
const minute = 60_000

let said: string[]
let code: unknown
beforeEach(() => {
  vi.useFakeTimers()
  said = []
  code = null
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line))
  vi.spyOn(process, 'exit').mockImplementation(((given: unknown) => {
    code ??= given
  }) as typeof process.exit)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

it('ends a run in which a file says nothing for three minutes, and names it', () => {
  const overdue = new Overdue()
  overdue.onTestRunStart()
  overdue.onTestModuleStart(file)
  vi.advanceTimersByTime(3 * minute)
  overdue.onTestCaseResult(result(file))
  vi.advanceTimersByTime(3 * minute)
  expect(code).toBeNull()
  vi.advanceTimersByTime(10_000)
  expect([code, said[0]]).toEqual([75, 'hangs: test/a.test.ts, last heard: says so'])
  overdue.onTestRunEnd()
})

it('waits for no file that has ended, though a word of it comes late', () => {
  const overdue = new Overdue()
  overdue.onTestRunStart()
  overdue.onTestModuleStart(file)
  overdue.onTestModuleEnd(file)
  overdue.onTestCaseResult(result(file))
  for (let passed = 0; passed < 10; passed += 1) {
    overdue.onTestCaseResult(result(other))
    vi.advanceTimersByTime(minute)
  }
  expect([code, said]).toEqual([null, []])
  overdue.onTestRunEnd()
})
