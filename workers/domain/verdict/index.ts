// The verdict's door: all that the flow may call. In order of a round's life:
// `seats` (whom to ask on a slot) → `toObservation` per answer → `roundDecision` after each
// answer → `judgeRound` once → `lateEvidence` for what comes after → `wants`.

export {
  type BookChange,
  bookPassed,
  controlsOf,
  newBook,
  noteControls,
  noteRound,
} from './book.ts'
export { noteLent } from './borrowed.ts'
export { noteColo } from './colo.ts'
export { lateEvidence } from './evidence.ts'
export { byHand } from './hand.ts'
export { nodeIncident } from './node.ts'
export { patientHeard } from './patient.ts'
export { isAnyFree } from './places.ts'
export { isQuiet, quietPass } from './quiet.ts'
export { slowAfterOf } from './slow.ts'
export { decideBy, decided, roundDecision, speak } from './speak.ts'
export { judgeRound, newState, timePassed } from './step.ts'
export { toObservation } from './vote.ts'
export { isHurried, seats, wants } from './wants.ts'
