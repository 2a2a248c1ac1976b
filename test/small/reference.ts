// The verdict once more, as small as it can be said: rules 1 to 7 of the design for places on networks
// of their own, rounds at one pace, hard failures. Written from the rules, not from the engine, and
// slow about it: each step reads the whole course again. Where the two differ, one is wrong.

/** What one place saw in a round. */
export const words = ['pass', 'fail', 'slow', 'blocked', 'unknown'] as const
export type Word = (typeof words)[number]
/** A round: a word for each place. */
export type Words = readonly Word[]

export interface Pace {
  everyMs: number
  lengthMs: number
  confirmMs: number
  recoverMs: number
}

/** What must be so after a course. */
export interface Expected {
  said: 'pass' | 'fail' | 'split' | 'unknown'
  /** The trouble that is open; null: none. */
  open: 'down' | 'regional' | null
  health: 'up' | 'down' | 'regional' | 'unknown'
  /** What happened to incidents in the last round, in order. */
  turn: ('opened' | 'raised' | 'lowered' | 'resolved')[]
  /** Since when it was down when that was told, and until when when it was over: rounds, from 0. */
  since: number | null
  until: number | null
  /** A suspicion is open. */
  isSuspected: boolean
}

/** Two rounds at least, and so much asked time: the first counts its own length, each later one the
 *  time since the one before it, or its length and six seconds where that is less. */
function hasLasted(rounds: number[], wantedMs: number, pace: Pace): boolean {
  if (rounds.length < 2) return false
  let ms = pace.lengthMs
  for (let at = 1; at < rounds.length; at += 1) {
    const apart = (rounds[at]! - rounds[at - 1]!) * pace.everyMs
    ms += Math.min(apart, pace.lengthMs + 6_000)
  }
  return ms >= wantedMs
}

const answers = (word: Word) => word === 'pass' || word === 'slow'

/** Rule 3: a strict majority of the places asked, and of the networks that voted. */
export function saidIn(round: Words): Expected['said'] {
  const fails = round.filter((word) => word === 'fail').length
  const passes = round.filter(answers).length
  if (fails > round.length / 2 && fails > (fails + passes) / 2) return 'fail'
  if (passes > round.length / 2) return 'pass'
  return fails > 0 ? 'split' : 'unknown'
}

/** Places that failed and have not answered since. */
function failingAfter(course: readonly Words[]): number[] {
  const places = course[0]?.keys() ?? []
  return [...places].filter((place) => {
    const spoken = course.map((round) => round[place]!).filter((w) => w === 'fail' || answers(w))
    return spoken.at(-1) === 'fail'
  })
}

/** The course, round by round, from a check that nobody has asked yet. */
export function follow(course: readonly Words[], pace: Pace): Expected {
  const { confirmMs, recoverMs } = pace
  let open: Expected['open'] = null
  let health: Expected['health'] = 'unknown'
  let turn: Expected['turn'] = []
  let [since, until]: [number | null, number | null] = [null, null]
  let fails: number[] = []
  let passes: number[] = []
  let calm: number[] = []
  let named: number[] = []
  for (const [at, round] of course.entries()) {
    const said = saidIn(round)
    const failing = failingAfter(course.slice(0, at + 1))
    turn = []
    ;[since, until] = [null, null]
    if (said === 'fail') fails = [...fails, at]
    if (said === 'pass') fails = []
    if (open === 'down') {
      if (said === 'fail') [passes, calm] = [[], []]
      if (said === 'split') [passes, calm] = [[], [...calm, at]]
      if (said === 'pass')
        [passes, calm] = [
          [...passes, at],
          [...calm, at],
        ]
      const isBack = hasLasted(passes, recoverMs, pace)
      if (isBack && failing.length === 0) {
        until = passes[0]!
        ;[open, turn] = [null, ['resolved']]
      } else if (isBack || (said === 'split' && hasLasted(calm, recoverMs, pace))) {
        // Rule 3: no longer down everywhere, and not well everywhere either.
        ;[open, turn, named] = ['regional', ['lowered'], failing]
        ;[fails, passes, calm] = [[], [], []]
      }
    } else {
      const isWell = named.every((place) => !failing.includes(place))
      if (open === 'regional') {
        if (said === 'pass' && isWell) passes = [...passes, at]
        else if (named.some((place) => round[place] === 'fail')) passes = []
      }
      if (said === 'fail' && hasLasted(fails, confirmMs, pace)) {
        turn = [open === null ? 'opened' : 'raised']
        open = 'down'
        since = fails[0]!
        ;[passes, calm, named] = [[], [], []]
      } else if (open === 'regional' && hasLasted(passes, recoverMs, pace)) {
        until = passes[0]!
        ;[open, turn, named] = [null, ['resolved'], []]
      }
    }
    if (open !== null) health = open
    else if (said === 'pass') health = 'up'
    else if (health === 'down' || health === 'regional') health = 'unknown'
  }
  const failing = failingAfter(course).filter((place) => !named.includes(place))
  const said = course.length === 0 ? 'unknown' : saidIn(course.at(-1)!)
  return {
    said,
    open,
    health,
    turn,
    since,
    until,
    isSuspected: open !== 'down' && failing.length > 0,
  }
}
