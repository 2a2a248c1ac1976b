// What a figure is counted in, as the last word of its name says, and the figure in words.
import { bytes, figure, percent } from './amount.ts'

export type Unit =
  | 'percent'
  | 'bytes'
  | 'bytesPerSecond'
  | 'seconds'
  | 'ms'
  | 'hours'
  | 'perMinute'
  | 'none'

/** Longer endings first. */
const endings: [RegExp, Unit][] = [
  [/bytesPerSecond$/i, 'bytesPerSecond'],
  [/perMinute$/i, 'perMinute'],
  [/percent$/i, 'percent'],
  [/bytes$/i, 'bytes'],
  [/seconds$/i, 'seconds'],
  [/hours$/i, 'hours'],
  [/^ms$|Ms$/, 'ms'],
]

/** The unit of a word like `usedPercent`, and what stays of it: `used`. */
export function unitOf(word: string): { unit: Unit; words: string } {
  const [ending, unit] = endings.find(([one]) => one.test(word)) ?? [/$/, 'none' as const]
  const words = word.replace(ending, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return { unit, words: words.trim() }
}

const sayings: Record<Unit, (value: number) => string> = {
  percent,
  bytes,
  bytesPerSecond: (value) => `${bytes(value)}/s`,
  seconds: (value) => `${figure(value)} s`,
  ms: (value) => `${figure(value)} ms`,
  hours: (value) => `${figure(value)} h`,
  perMinute: (value) => `${figure(value)} a minute`,
  none: figure,
}

/** `1.5 MB/s`. */
export const quantity = (unit: Unit, value: number): string => sayings[unit](value)
