// What an answer says of the place that gave it, whatever it says of the target.
import type { Location } from '../domain/location.ts'
import type { Measurement } from '../domain/measurement.ts'
import type { LocationBook } from '../domain/verdict/book.ts'
import { noteColo, noteControls, noteLent } from '../domain/verdict/index.ts'

/** The book with the controls that answered there, the data centre it stands in, and how a borrowed
 *  place fared. */
export function withPlaceNoted(
  before: LocationBook,
  { id, borrowed }: Location,
  measured: Measurement,
  now: number,
): LocationBook {
  const book = borrowed ? noteLent(before, id, measured, now) : before
  if (measured.kind === 'notMeasured') return book
  const { controls, colo } = measured
  const proven = controls ? noteControls(book, id, controls, now) : book
  return colo ? noteColo(proven, id, colo) : proven
}
