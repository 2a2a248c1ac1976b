// English: whole sentences. Read them as somebody woken at 3 a.m. would: what, since when, how
// do we know. No blame, no exclamation marks.
import { bodyBytesMax } from '../measurement.ts'
import { phaseNames } from './en-phase.ts'
import type { Catalogue, Phrases } from './keys.ts'
import { duration, milliseconds } from './length.ts'
import { utc } from './time.ts'

type Phrase<K extends keyof Phrases> = (parameters: Phrases[K]) => string
type Part = Partial<{ [K in keyof Phrases]: Phrase<K> }>

/** `a`, `a and b`, `a, b and c`; long lists are cut with their count. */
export function list(names: string[], max = 6): string {
  const shown = names.length > max ? names.slice(0, max - 1) : names
  const rest = names.length - shown.length
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown
  if (parts.length < 2) return parts[0] ?? 'none'
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

const places = (n: number) => (n === 1 ? '1 place' : `${n} places`)
const colon = (cause: string | null) => (cause === null ? '' : `: ${cause}`)
const of = (fail: number, asked: number) =>
  asked === 1 ? 'seen from one location' : `seen from ${fail} of ${asked} places`
/** Bodies are read up to 64 KiB. */
const size = (bytes: number) => {
  if (bytes === 0) return 'nothing'
  if (bytes >= bodyBytesMax) return `${bodyBytesMax / 1024} KiB or more`
  if (bytes < 10_000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
  return `${(bytes / 1024).toFixed(1)} KiB`
}
const by = (who: string | null) => (who === null ? '' : ` by ${who}`)

const kindStates: Catalogue['kinds'] = {
  down: 'is down',
  regional: 'fails from some places',
  slow: 'is slow',
  blocked: 'turns our probes away',
  unstable: 'is unstable',
  certificate: 'has a certificate problem',
  content: 'answers with unusual content',
  domain: 'has a domain problem',
  silent: 'has gone silent',
  host: 'reports a problem on its host',
  node: 'is unwell',
}
const kindWas: Catalogue['kinds'] = {
  down: 'is up again',
  regional: 'is reached from everywhere again',
  slow: 'answers at its usual speed again',
  blocked: 'lets our probes in again',
  unstable: 'is steady again',
  certificate: 'has a good certificate again',
  content: 'answers with its usual content again',
  domain: 'has its domain in order again',
  silent: 'reports again',
  host: 'has a healthy host again',
  node: 'is well again',
}
const kindPast: Catalogue['kinds'] = {
  down: 'was down',
  regional: 'failed from some places for',
  slow: 'was slow for',
  blocked: 'turned our probes away for',
  unstable: 'was unstable for',
  certificate: 'had a certificate problem for',
  content: 'had unusual content for',
  domain: 'had a domain problem for',
  silent: 'was silent for',
  host: 'had a problem for',
  node: 'was unwell for',
}
const closedWords = ({ name, how, by: who }: Phrases['closed']): string => {
  switch (how) {
    case 'by_hand':
      return `${name}: incident resolved by ${who ?? 'hand'}`
    case 'paused':
      return `${name}: incident closed, the check was paused${by(who)}`
    case 'deleted':
      return `${name}: incident closed, the check was deleted${by(who)}`
    case 'retargeted':
      return `${name}: incident closed, the check was given a new target${by(who)}`
  }
}

export const headlines = {
  down: ({ name, cause, fail, asked }) =>
    `${name} is down${colon(cause)}${cause === null ? ': ' : ', '}${of(fail, asked)}`,
  downStill: ({ name, cause, seconds }) =>
    `${name} is still down after ${duration(seconds)}${colon(cause)}`,
  slow: ({ name, ms, slowAfterMs, phase }) => {
    if (phase && ms !== null) {
      const over = slowAfterMs === null ? '' : `, over ${milliseconds(slowAfterMs)}`
      return `${name} is slow: ${phaseNames[phase]} ${milliseconds(ms)}${over}`
    }
    const limit = slowAfterMs === null ? '' : ` (slow is over ${milliseconds(slowAfterMs)})`
    return ms === null
      ? `${name} is slow`
      : `${name} is slow: answers after ${milliseconds(ms)}${limit}`
  },
  regional: ({ name, cause, fail, pass, asked }) =>
    `${name} fails from ${list(fail)}${colon(cause)}; ${pass} of ${asked} places reach it`,
  oneNetwork: ({ name, cause, fail, asked, network }) =>
    `${name} fails from ${fail} of ${asked} places, all on one network (${network})${colon(cause)}`,
  blocked: ({ name, cause, fail, asked }) =>
    `${name} turns our probes away${colon(cause)}, ${of(fail, asked)}`,
  unstable: ({ name, cause }) =>
    `${name} is unstable: it keeps failing and coming back${cause === null ? '' : ` (${cause})`}`,
  node: ({ name }) => `${name} is unwell: it alone fails what other places reach`,
  content: ({ name, bytes, usualBytes }) =>
    bytes === null || usualBytes === null
      ? `${name} ${kindStates.content}`
      : `${name} answers with ${size(bytes)} where ${size(usualBytes)} are usual`,
  otherKind: ({ name, kind, cause }) => `${name} ${kindStates[kind]}${colon(cause)}`,
  still: ({ headline, seconds }) => `Still, after ${duration(seconds)}: ${headline}`,
  worse: ({ headline }) => `Worse: ${headline}`,
  better: ({ headline }) => `Better, not well yet: ${headline}`,
  news: ({ headline, text }) =>
    text === null ? headline : `${headline}. ${text.replace(/\.$/, '')}`,
  acknowledged: ({ name, kind, by: who }) => `${name} ${kindStates[kind]}: acknowledged${by(who)}`,
  resolved: ({ name, kind, seconds }) =>
    seconds === null
      ? `${name} ${kindWas[kind]}`
      : `${name} ${kindWas[kind]}: ${kindPast[kind]} ${duration(seconds)}`,
  closed: closedWords,
  together: ({ event, names, isMore }) => {
    const which = list(names, 4)
    const count = `${names.length}${isMore ? ' more' : ''} checks`
    if (event === 'resolved') return `${names.length} checks are well again: ${which}`
    if (event === 'opened' || event === 'raised') return `${count} are in trouble: ${which}`
    if (event === 'reminder') return `Still in trouble, ${names.length} checks: ${which}`
    return `News of ${names.length} checks: ${which}`
  },
  andMore: ({ count }) => `And ${count} more.`,
  test: ({ channel, workspace }) => `Test message to ${channel} from ${workspace}`,
  testDetail: ({ at }) => `Sent by hand at ${utc(at)}. Nothing is wrong.`,
  code: ({ code, workspace }) =>
    `${code} is your eSonar code for the alerts of ${workspace}, good for 10 minutes`,
  elsewhere: ({ channel, why }) => `Told here because ${channel} could not be told: ${why}.`,
  receipt: ({ status, ms }) => {
    const after = ms === null ? '' : ` in ${milliseconds(ms)}`
    if (status === 'delivered' || status === 'read') return `reached the phone${after}`
    if (status === 'completed') return `the call was answered${after}`
    return `the carrier says: ${status}`
  },
  codeDetail: () =>
    'Type it where it was asked for. If nobody you know asked, ignore this: without the code ' +
    'nothing more is sent here.',
} satisfies Part

const phaseWords: Catalogue['phases'] = {
  name: 'resolving the name',
  connect: 'connecting',
  tls: 'the TLS handshake',
  headers: 'waiting for the first byte',
  body: 'reading the answer',
}

export const evidence = {
  atStep: ({ said, line, found }) => `${said} (${line}${found === null ? '' : `, found ${found}`})`,
  seenFrom: ({ fail, pass, asked }) => {
    const passes =
      pass.length === 0
        ? 'no place reaches it'
        : `${list(pass)} ${pass.length === 1 ? 'reaches' : 'reach'} it`
    return asked === 1 ? `Fails from ${list(fail)}.` : `Fails from ${list(fail)}; ${passes}.`
  },
  turnedAway: ({ fail, asked }) => `Turned away at ${list(fail)} (${fail.length} of ${asked}).`,
  wasSeen: ({ cause, fail, asked }) =>
    `It was${cause === null ? '' : `: ${cause},`} ${of(fail, asked)}.`,
  waited: ({ phase, waitedMs, budgetMs }) => {
    const what = phase === null ? 'the probe' : phaseWords[phase]
    if (waitedMs === null) return `The time went into ${what}.`
    const budget = budgetMs === null ? '' : ` of ${milliseconds(budgetMs)}`
    return `The time went into ${what}: ${milliseconds(waitedMs)}${budget}.`
  },
  patient: ({ patientMs, answered }) =>
    answered
      ? `A patient probe got an answer after ${milliseconds(patientMs)}.`
      : `A patient probe waited ${milliseconds(patientMs)} in vain.`,
  abstained: ({ location, why }) => `${location} abstains: ${why}.`,
  oneNetworkOnly: ({ places: n, network }) => `${places(n)}, 1 network (${network}).`,
  networksAgree: ({ failing, voting }) =>
    `${failing.length} of ${voting} networks fail (${list(failing)}).`,
  oneLocation: ({ location }) =>
    `Only one location watches this (${location}): repeated rounds agreed, no other place could.`,
  notCrossChecked: () =>
    'Not cross-checked: no control target has ever answered there, so a fault of our own ' +
    'network cannot be ruled out.',
  agreed: ({ failRounds, askedMs }) =>
    `${failRounds} ${failRounds === 1 ? 'round' : 'rounds'} in a row said so` +
    `${askedMs > 0 ? `, over ${milliseconds(askedMs)}` : ''}.`,
  sizes: ({ bytes, usualBytes, places: n }) =>
    `Its body has ${size(bytes)}, as most of ${places(n)} see it; usual are ${size(usualBytes)}.`,
  median: ({ ms, slowAfterMs, phase }) =>
    `${phase ? `By the median, ${phaseNames[phase]}` : 'The median answer'} took ` +
    `${milliseconds(ms)}; slow is over ${milliseconds(slowAfterMs)}.`,
  expiry: ({ of, by: keeper, endsAt, states }) => {
    const kept = keeper === null ? '' : ` (${keeper})`
    const end = endsAt === null ? 'tells no last day' : `ends ${utc(endsAt)}`
    return `${of}${kept} ${end}${states.length > 0 ? `; it is said to be ${list(states)}` : ''}.`
  },
  nobodyOnCall: () => 'Nobody was on call, so every channel is told.',
  noChannelOn: () => 'No channel of the workspace is on, so it comes to its owners.',
  policyIsOff: () => 'Every channel that its policy would tell is switched off, so it comes here.',
  digest: ({ count, names }) =>
    `Digest: ${count} ${count === 1 ? 'message' : 'messages'} about ${names.join(', ')}`,
  heldBack: ({ name }) => `It was held back while ${name}, its parent, was down.`,
  since: ({ startedAt, decidedAfterMs }) =>
    decidedAfterMs === null
      ? `Since ${utc(startedAt)}.`
      : `Since ${utc(startedAt)}, certain ${milliseconds(decidedAfterMs)} later.`,
  sinceUntil: ({ startedAt, resolvedAt, seconds }) =>
    seconds === null
      ? `From ${utc(startedAt)}, closed ${utc(resolvedAt)}.`
      : `From ${utc(startedAt)} for ${duration(seconds)}; its end was certain at ${utc(resolvedAt)}.`,
} satisfies Part

export { kindStates }
