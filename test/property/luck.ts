// By which chance a law is tried, and how often.

/** For `fc.assert`. `PROPERTY_SEED` and `PROPERTY_RUNS` look further than every run does. */
export function luck(numRuns: number, seed: number): { numRuns: number; seed: number } {
  return {
    numRuns: Number(process.env.PROPERTY_RUNS ?? numRuns),
    seed: Number(process.env.PROPERTY_SEED ?? seed),
  }
}
