// The digest: messages of a day that waited for its time, in one for each person's channel.
import type { Delivery } from './delivery.ts'
import { levels } from './incident.ts'
import type { Message } from './message.ts'
import { say } from './words/index.ts'

/** Messages told one by one; the rest is counted. */
const toldMax = 40

export const isInDigest = (one: Delivery): boolean => one.waitsFor === 'digest'

/** One message out of those that waited, oldest first; the first gives it its kind and links. */
export function digestMessage(messages: Message[], id: string): Message {
  const [first, ...others] = messages.toSorted((a, b) => a.at - b.at)
  if (!first) throw new Error('a digest of nothing')
  const all = [first, ...others]
  const names = [...new Set(all.map((one) => one.check.name))]
  const rest = all.length - toldMax
  const checks = all.map(({ check, incident }) => ({
    id: check.id,
    name: check.name,
    incident: incident?.id ?? null,
  }))
  return {
    ...first,
    level: levels.findLast((level) => all.some((one) => one.level === level)) ?? first.level,
    headline: say('digest', { count: all.length, names }),
    details: [
      ...all.slice(0, toldMax).map((one) => `${one.headline}.`),
      ...(rest > 0 ? [say('andMore', { count: rest })] : []),
    ],
    group: { id, count: all.length, checks },
  }
}
