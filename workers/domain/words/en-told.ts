// English: what is said of checks that are told something, or made of others.
import { kindStates, list } from './en-phrase.ts'
import type { Phrases } from './keys.ts'
import { duration } from './length.ts'
import { utc } from './time.ts'

type Part = Partial<{ [K in keyof Phrases]: (parameters: Phrases[K]) => string }>
type Silent = Phrases['silent']

/** The cause, as it fits after "… has gone silent: ". */
function silence({ rule, beat }: Omit<Silent, 'name'>): string {
  const { lastAt, expectedAt, schedule, graceSeconds, exitCode, run } = beat
  const since = lastAt === null ? 'no success so far' : `no word since ${utc(lastAt)}`
  const expected = `${since}, expected ${utc(expectedAt)} (${schedule})`
  switch (rule) {
    case 'heartbeat_failed':
      return exitCode === null || exitCode === undefined
        ? 'the job said it failed'
        : `the job said it failed: exit code ${exitCode}`
    case 'heartbeat_unended':
      return run
        ? `a run began ${utc(run.startedAt)} and did not say its end within ${duration(run.maxSeconds)}`
        : since
    case 'heartbeat_unheard':
      return `${expected}; our own door was closed then, so its word may be lost`
    default:
      return `${expected}, grace ${duration(graceSeconds)}`
  }
}

const states: Record<string, string> = {
  heartbeat_failed: 'has failed',
  heartbeat_unheard: 'was not heard',
}

const down = ({ down: names, of, wanted }: Phrases['groupDown']['members']) =>
  `${names.length} of ${of} members ${names.length === 1 ? 'is' : 'are'} down (${list(names)}), ` +
  `${wanted} must be up`

const silent = ({ name, rule, beat }: Silent) => {
  if (rule === 'flapping') return `${name} keeps failing and coming back: held open until quiet`
  return `${name} ${states[rule] ?? 'has gone silent'}: ${silence({ rule, beat })}`
}

export const told = {
  silent,
  silentBrief: ({ name, rule, beat, at }) => {
    const { lastAt, schedule, run } = beat
    const ago = (since: number) => duration(Math.floor((at - since) / 1_000))
    if (rule === 'heartbeat_unended' && run) {
      return `${name} has gone silent: a run began ${ago(run.startedAt)} ago and has not ended`
    }
    if (rule !== 'heartbeat_late' && rule !== 'heartbeat_unheard') {
      return silent({ name, rule, beat })
    }
    const lasted = lastAt === null ? 'yet' : `for ${ago(lastAt)}`
    return `${name} ${states[rule] ?? 'has gone silent'}: no word ${lasted} (${schedule})`
  },
  hostNews: ({ host: { name, finding, lastAt, graceSeconds } }) =>
    finding
      ? `${name}: ${finding.text}`
      : `${name} has gone silent: no word since ${utc(lastAt ?? 0)}, grace ${duration(graceSeconds ?? 0)}`,
  hostOver: ({ host: { name, finding }, how, seconds }) => {
    const lasted = seconds === null ? '' : ` after ${duration(seconds)}`
    if (!finding) return `${name} reports again${lasted}`
    return how === 'deleted'
      ? `${name}: no longer watched, it was: ${finding.text}`
      : `${name} is in order again${lasted}; it was: ${finding.text}`
  },
  hostDetail: ({ host: { name, finding } }) =>
    finding
      ? `Found by the agent on ${name}, since ${utc(finding.since)}.`
      : 'Nothing is known of its host meanwhile; what is asked from outside goes on.',
  cause: ({ cause: { name, text, since } }) =>
    `Probable cause, found on ${name} since ${utc(since)}: ${text}.`,
  groupDown: ({ name, members }) => `${name} is down: ${down(members)}`,
  saidSo: ({ name, kind, said: { text, by } }) =>
    `${name} ${kindStates[kind]}: set by ${by}${text === '' ? '' : `: ${text.replace(/\.$/, '')}`}`,
  beatDetail: ({ rule, beat }) => {
    const { lastAt, schedule, graceSeconds, said, closed } = beat
    const last = lastAt === null ? 'No success was ever heard.' : `Last success ${utc(lastAt)}.`
    const sentences = [last, `Expected ${schedule}, grace ${duration(graceSeconds)}.`]
    if (rule === 'heartbeat_failed' && said) sentences.push(`It said: ${said}`)
    if (closed) sentences.push(`Our door was closed from ${utc(closed.from)} to ${utc(closed.to)}.`)
    return sentences.join(' ')
  },
  membersDetail: ({ members }) => {
    const { unknown } = members
    const rest =
      unknown === 0 ? '' : ` ${unknown} of them ${unknown === 1 ? 'is' : 'are'} not known.`
    return `${down(members).replace(/^./, (letter) => letter.toUpperCase())}.${rest}`
  },
} satisfies Part
