// Every number of the verdict that is not a setting of the check. `docs/verdict.md` lists them;
// rules in brackets are those of the verdict's paper.

/** Pace of verification and of recovery (C14, C15). */
export const verifyPaceMs = 4_000
/** Pace while an incident is open, when the check's own interval is longer (rule 5). */
export const openPaceMs = 30_000
/** A gap between two rounds counts as asked for the round's length plus this at most (C13). */
export const gapMsMax = 6_000
/** How long a certain majority waits for a missing network, or a pass for missing places (C12). */
export const missingMsMax = 3_000
/** A round is decided with what was heard this long after its budget was spent. */
export const roundGraceMs = 3_000
/** Rounds that must say `fail` (or `pass`) at least, whatever the time (C14, rule 5). */
export const roundsMin = 2
/** Fewer fails than this are asked wider before they count (A6). */
export const failsMin = 3
/** Spares asked at most in a wider round. */
export const sparesMax = 6

/** Silent or abstaining this long: known out (A2). */
export const outAfterMs = 60_000
/** The same for a place that said `pass` during this suspicion (A2). */
export const outAfterPassMs = 300_000
/** A place known out is asked again this often (A2). */
export const askAgainMs = 300_000
/** A borrowed place that did not pass when it was introduced is tried again after this. */
export const introduceAgainMs = 21_600_000
/** A `pass` elsewhere counts as "it passes" for this long (A3), or three intervals. */
export const passesElsewhereMs = 600_000

/** Unwell: this many checks, this share of the checks probed, alone for this long (B8). */
export const unwellChecksMin = 3
export const unwellShareMin = 0.2
export const unwellAfterMs = 15_000
/** Others that must pass for a fail to be alone (B7). */
export const aloneOthersMin = 2
/** Back after this long without that disagreement (B10). */
export const wellAfterMs = 300_000
/** A check counts as probed lately by a place for this long; noted in steps of a third. */
export const probedLatelyMs = 900_000
/** A place that measured nothing at all this long is told to the operator (F36). */
export const muteAfterMs = 60_000

/** A suspicion is verified this long (or `confirmSeconds`) before it waits at the slot's pace. */
export const suspectMsMin = 15_000
/** A place is told as regional after this many rounds that it failed in, whatever the time. */
export const regionalRoundsMin = 3
/** A streak whose last `fail` is this old no longer hurries the rounds. */
export const hurryMsMax = 15_000
/** A streak whose last `fail` is this old is forgotten. */
export const streakMsMax = 600_000

/** Patient probes held at once, at different places (D19). */
export const patientsMax = 2
/** A patient probe is heard out to this (D19), and must wait it out after a late answer (D20). */
export const patientMsMax = 60_000

/** Median of this many answers; fewer than `slowAnswersMin` say nothing (rule 6). */
export const slowAnswers = 5
export const slowAnswersMin = 3
export const slowClearsAt = 0.8
export const slowToldAfterMs = 600_000
/** The usual median is known after this many answers; before, a fixed limit holds. */
export const usualAnswersMin = 20
export const usualTimes = 3
export const slowAfterMsMin = 1_000
export const slowAfterMsUnknown = 2_000
/** Share by which an answer moves the usual median; a slow answer moves it less. */
export const usualStep = 0.005
export const usualStepSlow = 0.00025

/** A majority blocked, or no majority possible, is said after this (A5, C16). */
export const blockedAfterMs = 60_000
export const unknownAfterMs = 60_000

/** Unstable (E26): suspicions within the window, and share of the probes that failed. */
export const unstableSuspicions = 3
/** Suspicions closer than this are one trouble, counted once. */
export const unstableApartMs = 30_000
export const unstableShareMin = 0.05
export const unstableWindowMsMin = 900_000
export const unstableIntervals = 15

/** A reading that would tell of an end, or take it back, is asked for again after this. */
export const secondReadingMs = 300_000
/** A louder reading of a certificate is kept in mind through so many quieter ones. */
export const louderMissedMax = 2
/** Quieter readings of a certificate in a row that take something back; twice as many each time a
 *  louder one came between, and after each time, up to the greatest. As many steady ones forget it. */
export const calmReadingsMin = 6
export const calmReadingsMax = 48
/** A keeper of records that gave no answer is asked again after this, not before. */
export const gentleRetryMs = 3_600_000

/** Content (F34): sizes remembered, answers until a size is usual, rounds until it is told. */
export const contentSizes = 15
export const contentAnswers = 6
export const contentRounds = 3
/** Suddenly small: under this share of the usual size; usual sizes under these bytes say nothing. */
export const contentShare = 0.1
export const contentUsualBytes = 512
export const contentEmptyBytes = 64
/** So long, and the new size is the usual one. */
export const contentUsualAfterMs = 86_400_000

/** Flapping (E27): more changes of the incident than this within the window hold it open. */
export const flappingChanges = 5
export const flappingWindowMs = 1_800_000

/** A child waits for its parent's verdict, or to recover after it, so long at most (F31). */
export const parentWaitMsMax = 120_000
export const parentGraceMs = 5_000

/** Rounds kept with an incident or a suspicion: the first and the latest. */
export const roundsKeptFirst = 8
export const roundsKeptLatest = 12
/** Events kept with an incident: the first and the latest. */
export const eventsKept = 200
