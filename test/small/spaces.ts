// The small spaces: where a course begins, how long it is, and how fast the check confirms.
import type { Words } from './reference.ts'
import type { Space } from './space.ts'

const every = (places: number, word: Words[number]): Words =>
  Array<Words[number]>(places).fill(word)

/** Courses of up to `rounds` rounds by three places, and by two and one, from each beginning. */
export function spaces(rounds: number, share = 1): Space[] {
  const fast = { confirmSeconds: 4, recoverSeconds: 4 }
  const at = (places: number, name: string, from: Words[], more: Partial<Space> = {}): Space => ({
    name: `${places} places, ${rounds} rounds, ${name}`,
    places,
    rounds,
    share,
    from,
    ...fast,
    ...more,
  })
  const up = (places: number) => [every(places, 'pass')]
  const down = (places: number) => [...up(places), every(places, 'fail'), every(places, 'fail')]
  const split = [...down(3), ['pass', 'pass', 'fail'], ['pass', 'pass', 'fail']] as Words[]
  return [
    at(3, 'never asked', []),
    at(3, 'from up', up(3)),
    at(3, 'from down', down(3)),
    at(3, 'from one place still failing', split),
    at(3, 'from up, confirmed at once', up(3), { confirmSeconds: 0, recoverSeconds: 0 }),
    at(3, 'from up, slowly confirmed', up(3), { confirmSeconds: 8, recoverSeconds: 8 }),
    at(2, 'from up', up(2), { share: 1 }),
    at(2, 'from down', down(2), { share: 1 }),
    at(1, 'from up', up(1), { share: 1 }),
    at(1, 'from down', down(1), { share: 1 }),
  ]
}
