// Lengths of time while a machine's clock may be set: an agent runs on whatever machine it is given.

/** Whole milliseconds since the epoch as the clock had it when the program began, on a clock that nobody
 *  sets. Within workerd it is the one clock there is. */
export function steady(): number {
  return Math.round(performance.timeOrigin + performance.now())
}
