// A reporter that ends a run in which a file hangs: no time limit of a test can end a loop that never
// yields, and a run that never ends says nothing. It names the file, and what each process below does.
import { readFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { familyOf, type Kin } from './server/program.ts'

/** No test and no hook may take longer than a minute. */
const quietMsMax = 180_000
const lookEveryMs = 5_000
/** Not 1, as of a test that failed: whoever starts a run can tell. */
const hangsCode = 75

export default class Overdue implements Reporter {
  readonly #underWay = new Map<string, { name: string; at: number; last: string }>()
  /** What is said of a file after its end is late, and puts it under way no more. */
  readonly #ended = new Set<string>()
  #movedAt = Date.now()
  #timer: ReturnType<typeof setInterval> | undefined

  onTestRunStart(): void {
    this.#movedAt = Date.now()
    this.#timer = setInterval(() => this.#look(), lookEveryMs)
  }

  onTestModuleQueued(file: TestModule): void {
    this.#hear(file, 'asked for')
  }

  onTestModuleStart(file: TestModule): void {
    this.#hear(file, 'begun')
  }

  onTestCaseResult(test: TestCase): void {
    this.#hear(test.module, test.fullName)
  }

  onTestModuleEnd(file: TestModule): void {
    this.#movedAt = Date.now()
    this.#underWay.delete(file.id)
    this.#ended.add(file.id)
  }

  onTestRunEnd(): void {
    clearInterval(this.#timer)
  }

  #hear(file: TestModule, last: string): void {
    this.#movedAt = Date.now()
    if (this.#ended.has(file.id)) return
    this.#underWay.set(file.id, { name: file.relativeModuleId, at: this.#movedAt, last })
  }

  #look(): void {
    const isOld = (at: number) => Date.now() - at > quietMsMax
    const stuck = [...this.#underWay.values()].filter(({ at }) => isOld(at))
    if (stuck.length === 0 && !isOld(this.#movedAt)) return
    for (const { name, last } of stuck) console.log(`hangs: ${name}, last heard: ${last}`)
    if (stuck.length === 0) console.log('hangs: between two files')
    const family = familyOf(process.pid)
    for (const one of family) console.log(placeOf(one))
    for (const one of family) end(one)
    process.exit(hangsCode)
  }
}

function end({ pid }: Kin): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone.
  }
}

/** A process: whether it runs (R) or waits (S), where in the kernel, and its command. */
function placeOf({ pid, parent }: Kin): string {
  const of = (name: string) => read(`/proc/${pid}/${name}`)
  const state = of('stat').slice(of('stat').lastIndexOf(')') + 2)[0]
  const command = of('cmdline').replaceAll('\0', ' ').trim().slice(0, 300)
  return `  ${pid} below ${parent}: ${state} ${of('wchan')} ${command}`
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
