// Answers of a local service over a time, and the share of them that is not slower than a figure.

export interface Answer {
  at: number
  ms: number
}

/** A percentile of fewer answers says nothing. */
export const answersMin = 5

/** The answers of the last `windowMs`, with one more. */
export function withAnswer(answers: readonly Answer[], one: Answer, windowMs: number): Answer[] {
  return [...answers, one].filter(({ at }) => at > one.at - windowMs && at <= one.at)
}

/** The smallest answer that `percent` of all do not exceed; null: too few. */
export function percentileOf(answers: readonly Answer[], percent: number): number | null {
  if (answers.length < answersMin) return null
  const sorted = answers.map(({ ms }) => ms).sort((a, b) => a - b)
  const index = Math.ceil((Math.min(100, Math.max(0, percent)) / 100) * sorted.length) - 1
  return sorted[Math.max(0, index)]!
}
