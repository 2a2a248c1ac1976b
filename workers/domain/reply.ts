// What somebody answers to a text message: a command of one word, and the text of 160 characters
// that it is answered with.
import { headlineOf } from './explain.ts'
import { cutGsm, smsSeptetsMax, toGsm } from './gsm.ts'
import type { Incident } from './incident.ts'
import { list } from './words/en-phrase.ts'
import { utc } from './words/index.ts'

export type Command = 'ack' | 'status' | 'stop' | 'start' | 'help'

/** Words as carriers take them (STOP and its like: CTIA), in any case. */
const commands: Readonly<Record<string, Command>> = {
  ack: 'ack',
  acknowledge: 'ack',
  acked: 'ack',
  status: 'status',
  stop: 'stop',
  stopall: 'stop',
  unsubscribe: 'stop',
  cancel: 'stop',
  end: 'stop',
  quit: 'stop',
  start: 'start',
  unstop: 'start',
  yes: 'start',
}

/** The command that a text begins with; anything else asks for help. */
export function commandOf(text: string): Command {
  const word = /^[\s"'.]*([a-z]+)/i.exec(text)?.[1]?.toLowerCase() ?? ''
  return Object.hasOwn(commands, word) ? commands[word]! : 'help'
}

export const helpText =
  'eSonar: answer ACK to acknowledge what you were told, STATUS for what is wrong now, STOP for no more messages.'

/** What was acknowledged. `names`: of the checks; `before`: those that were acknowledged already. */
export function ackText(names: string[], before: string[]): string {
  if (names.length > 0) {
    const what = names.length === 1 ? '' : ` all ${names.length} you were told of:`
    return oneText(`Acknowledged${what} ${list(names, 5)}.`)
  }
  if (before.length > 0) return oneText(`Acknowledged before: ${list(before, 5)}.`)
  return 'Nothing that you were told of here is open.'
}

/** What is wrong now, worst first. `checks`: how many there are. */
export function statusText(open: { incident: Incident; name: string }[], checks: number): string {
  if (open.length === 0)
    return checks === 1 ? 'The one check is well.' : `All ${checks} checks are well.`
  const lines = open.map(({ incident, name }) => {
    const since = utc(incident.startedAt).slice(11, 16)
    const acked = incident.acknowledgedAt === null ? '' : ', acknowledged'
    return `${headlineOf(name, incident.kind, incident.verdict)} (since ${since} UTC${acked})`
  })
  return oneText(open.length === 1 ? lines[0]! : `${open.length} open: ${lines.join('; ')}`)
}

/** One text message, whatever it says. */
export const oneText = (text: string) => cutGsm(toGsm(text), smsSeptetsMax)
