// A machine's clock that is wrong, and can be set while programs run on it: libfaketime, for one process.
// The steady clock goes on, as it does on a machine whose clock somebody sets.
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** As Debian has it; the loader puts in its own folder. */
const library = '/usr/$LIB/faketime/libfaketimeMT.so.1'

export interface WrongClock {
  /** Environment of the program that shall have it. */
  env: Record<string, string>
  /** Sets it, within a second. */
  set(aheadSeconds: number): void
}

/** One that is right at first, when nothing else is said. */
export function openClock(folder: string, name: string, aheadSeconds = 0): WrongClock {
  const file = join(folder, `${name}.clock`)
  const set = (seconds: number) => {
    // Whole at once: it is read all the time.
    writeFileSync(`${file}.next`, `${seconds < 0 ? '' : '+'}${seconds}\n`)
    renameSync(`${file}.next`, file)
  }
  set(aheadSeconds)
  return {
    set,
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  }
}
