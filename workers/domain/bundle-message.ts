// One message out of many about the same group: how many, which, and each with its own sentence.
import { levels } from './incident.ts'
import type { Message } from './message.ts'
import { say } from './words/index.ts'

/** Checks named one by one; the rest is counted. */
const namedMax = 20

/** The message that stands for all of these; the first gives it its links and its kind. Each is
 *  about another incident. `isMore`: others of the group were told before. */
export function bundleMessage(messages: Message[], group: string, isMore: boolean): Message {
  const [first] = messages
  if (!first) throw new Error('a bundle of nothing')
  const names = messages.map((one) => one.check.name)
  const count = messages.length
  const rest = count - namedMax
  const level = messages.map((one) => one.level).toSorted(byLevel)[0]!
  return {
    ...first,
    level,
    headline: say('together', { event: first.event, names, isMore }),
    details: [
      ...messages.slice(0, namedMax).map((one) => `${one.headline}.`),
      ...(rest > 0 ? [say('andMore', { count: rest })] : []),
      ...first.details,
    ],
    group: {
      id: group,
      count,
      checks: messages.map(({ check, incident }) => ({
        id: check.id,
        name: check.name,
        incident: incident?.id ?? null,
      })),
    },
  }
}

const byLevel = (a: Message['level'], b: Message['level']) => levels.indexOf(b) - levels.indexOf(a)
