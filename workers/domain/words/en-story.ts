// English: the sentences of the evidence page: rules, rounds, what each place saw, what a
// suspicion came to.
import type { DnsOutcome, ResolverAnswer } from '../dns.ts'
import { phaseNames } from './en-phase.ts'
import { list } from './en-phrase.ts'
import type { Catalogue, Phrases, RuleKey } from './keys.ts'
import { duration, milliseconds } from './length.ts'
import { utc } from './time.ts'

type Part = Partial<{ [K in keyof Phrases]: (parameters: Phrases[K]) => string }>

const rules: Record<RuleKey, string> = {
  majority: 'a strict majority of the places asked, and of their networks, fails without a break',
  one_location: 'the only place asked fails round after round, and its controls answer',
  one_network: 'most places fail, but not most networks',
  minority: 'fewer than half of the places fail, and go on failing',
  slow_median: 'the median of the last five answers is over the limit at most places',
  late_answer: 'the target answered, but only after its time budget: slow, not down',
  blocked: 'most places get an answer that turns them away',
  unstable: 'suspicions keep coming, and too many probes fail',
  flapping: 'more than 5 changes in 30 minutes: held open until it is quiet',
  unwell: 'a place that alone fails what others reach is not counted',
  recovered: 'a strict majority of the places asked passes, round after round',
  lowered: 'rounds no longer say that it is down, but some places still fail',
  expiry: 'two readings agree on how long it is still good for',
  content: 'most places get a body that is empty, or under a tenth of its usual size',
  new_usual: 'the new size has lasted a day: it is the usual one from now on',
  too_few_votes: 'too few places could measure: nothing is concluded',
  heartbeat_late: 'the job said nothing until its time and the grace were over',
  heartbeat_unended: 'a run began, and its end was not said in the time it may take',
  heartbeat_failed: 'the job itself said that it failed',
  heartbeat_unheard: 'our own door was closed when the word was due: told, but nobody is woken',
  by_hand: 'somebody set it by hand',
  members: 'fewer members are up than the group wants',
  finding: 'an agent on this host finds it over its limit, for as long as the limit asks',
  agent_silent: 'the agent said nothing for longer than its grace, and had not said goodbye',
}

const avoidedWords: Catalogue['avoided'] = {
  blip: 'it passed again before it was certain',
  one_location: 'only one place failed, and the others went on passing',
  location_unwell: 'the place that failed was itself unwell',
  slow: 'it answered, only late: slow is not down',
  not_verified: 'nobody could confirm it',
  paused: 'the check was paused, removed or given another target meanwhile',
  maintenance: 'it passed again, within a maintenance window',
  silence: 'it passed again, while somebody had silenced it',
  parent: 'it passed again, while the check it depends on was down',
}

const silentWords: Catalogue['silent'] = {
  ...avoidedWords,
  maintenance: 'it fell into a maintenance window',
  silence: 'somebody had silenced it',
  parent: 'the check it depends on was down',
  dropped: 'it was over, or taken back, before its message went out',
  nobody: 'no channel takes its level',
}

const notKnownWords: Catalogue['notKnown'] = {
  rounds: 'nobody asked in between, and it changed meanwhile',
  patience:
    'it depends on how long a patient probe would have waited, or on others that are not kept',
  phases: 'it was slow by a phase, and only the whole time was kept',
  places: 'some of these places were never asked',
  interval: 'between two rounds nobody asked: a shorter interval may have seen more',
}

const eventWords: Catalogue['events'] = {
  opened: 'Opened',
  raised: 'Raised',
  lowered: 'Lowered',
  updated: 'Updated',
  acknowledged: 'Acknowledged',
  recovering: 'Recovering',
  resolved: 'Resolved',
  noted: 'Note',
  test: 'Test',
  notice: 'Notice',
  reminder: 'Reminder',
}

const roundKinds = {
  slot: 'regular round',
  verify: 'verification',
  wider: 'wider round',
  recover: 'recovery round',
}
const saidWords = {
  pass: 'says pass',
  fail: 'says fail',
  split: 'is split',
  unknown: 'says nothing',
}

const outcomeWords: Record<DnsOutcome, string> = {
  answer: 'answers',
  no_data: 'no record of this type',
  nxdomain: 'no such name (NXDOMAIN)',
  servfail: 'SERVFAIL',
  bogus: 'DNSSEC does not hold',
  refused: 'REFUSED',
  timeout: 'no answer in time',
  cname_loop: 'aliases in a circle',
  unusable: 'not counted',
}
const recordsShown = 6

function answerWords({ outcome, records = [], chain = [], detail }: ResolverAnswer): string {
  const shown = records.map(({ data, ttlSeconds }) => `${data.slice(0, 120)} (TTL ${ttlSeconds} s)`)
  const what = records.length > 0 ? list(shown, recordsShown) : outcomeWords[outcome]
  const by = chain.length > 0 ? `, by way of ${list(chain, recordsShown)}` : ''
  return `${what}${by}${detail === undefined ? '' : ` (${detail})`}`
}

export const stories = {
  rule: ({ rule }) => `Rule: ${rules[rule]}.`,
  note: ({ at, by, text }) => `${utc(at)}: note${by === null ? '' : ` by ${by}`}: ${text}`,
  held: ({ at, held }) =>
    `${utc(at)}: ${held === 'better' ? 'better for now' : 'as bad again'}; it flaps, so it is held open.`,
  because: ({ at, name }) => `${utc(at)}: not told, because ${name}, its parent, is down.`,
  timeline: ({ at, kind, level, by }) =>
    `${utc(at)}: ${eventWords[kind].toLowerCase()} (${level})${by === null ? '' : ` by ${by}`}.`,
  suspected: ({ places, at }) => `Suspected ${utc(at)}: failed from ${list(places)}.`,
  avoided: ({ why, seconds }) =>
    `False alarm avoided${seconds === null ? '' : ` after ${duration(seconds)}`}: ` +
    `${avoidedWords[why]}. Nobody was told.`,
  becameIncident: ({ kind }) => `It became an incident${kind === null ? '' : ` (${kind})`}.`,
  stillOpen: () => 'It is being verified.',
  round: ({ number, kind, at, decidedMs, said }) =>
    `Round ${number}, ${utc(at)}, ${roundKinds[kind]}: ` +
    `${said === null ? 'heard' : saidWords[said]} after ${milliseconds(decidedMs)}.`,
  observedPass: ({ location, network, ms, slow, over }) => {
    const why = over
      ? `: ${phaseNames[over.phase]} ${milliseconds(over.ms)}, over ${milliseconds(over.limitMs)}`
      : ''
    const does = slow ? 'slow, answers' : 'passes'
    return `${location} (${network}): ${does} after ${milliseconds(ms)}${why}.`
  },
  observedFail: ({ location, network, cause, ms, proof }) =>
    `${location} (${network}): ${cause}, after ${milliseconds(ms)}; ${proof}.`,
  observedBlocked: ({ location, network, cause, ms }) =>
    `${location} (${network}): no vote, ${cause}, after ${milliseconds(ms)}.`,
  observedUnknown: ({ location, why, wouldBe }) =>
    `${location}: abstains, ${why}${wouldBe === null ? '' : ` (it would have said ${wouldBe})`}.`,
  redirects: ({ hops, chain }) =>
    `${hops} ${hops === 1 ? 'redirect' : 'redirects'}: ${chain.join(' → ')}.`,
  resolvers: ({ answers }) =>
    `${answers.map((one) => `${one.resolver}: ${answerWords(one)}`).join('; ')}.`,
  phases: ({ phases, budgetMs }) =>
    `${phases.map(([phase, ms]) => `${phaseNames[phase]} ${milliseconds(ms)}`).join(', ')} ` +
    `of ${milliseconds(budgetMs)}.`,
  controls: ({ ok, asked }) => `${ok} of ${asked} control targets answered there.`,
} satisfies Part

export { avoidedWords, eventWords, notKnownWords, silentWords }
