// What was told, held against what was promised: false pages, false warnings, missed, late, and
// whether the cause is right. Pure.
import type { Message } from './program-world.ts'
import type { Fault, Result, Scenario, Told } from './scenario.ts'

export interface Facts {
  brokenAt: number
  /** When a probe first met the fault, where the target knows; else by the message. */
  badAt: number | null
  messages: Message[]
  health: string | null
  /** From the mend to the message that it is over; null: none came. */
  endedAfter: number | null
}

/** Some fifty outages at once on two cores cost this much; alone, each keeps its promise to the
 *  second (`npm run bench detect`). */
const crowdSeconds = 4

type Judged = Pick<Result, 'toldAfter' | 'faults'>
/** Its first failing probe comes within this after a fault: an interval, and a queue. */
const slotSeconds = 25

/** Every way in which the facts are not what the scenario promises. */
export function judge(scenario: Scenario, facts: Facts): Judged {
  const { tells, health, endsWithinSeconds } = scenario
  const faults: Judged['faults'] = []
  const put = (fault: Fault, text: string) => void faults.push({ fault, text })
  const alarms = facts.messages.filter((one) => !isEnd(one))
  const told = tells ? alarms.find((one) => one.level === tells.level) : undefined
  for (const one of alarms) {
    if (one === told || isNews(one, told)) continue
    if (one.level !== 'critical' && one.kind === scenario.beside) continue
    put(one.level === 'critical' ? 'false page' : 'false warning', `${one.level}: ${one.text}`)
  }
  if (tells && !told) put('missed', `no ${tells.level} message`)
  let toldAfter: number | null = null
  if (tells && told) {
    toldAfter = (told.at - (facts.badAt ?? told.startedAt)) / 1_000
    const sinceBreak = (told.at - facts.brokenAt) / 1_000
    const latest = tells.withinSeconds + crowdSeconds
    if (toldAfter > latest || sinceBreak > latest + slotSeconds)
      put('late', `${toldAfter.toFixed(1)} s, promised ${tells.withinSeconds} s`)
    for (const text of causeFaults(tells, told)) put('cause', text)
  }
  if (health && facts.health !== health) put('cause', `health ${facts.health}, not ${health}`)
  if (told && endsWithinSeconds !== undefined) {
    if (facts.endedAfter === null) put('missed', 'no message that it is over')
    else if (facts.endedAfter > endsWithinSeconds)
      put('late', `its end after ${facts.endedAfter.toFixed(1)} s`)
  }
  return { toldAfter, faults }
}

const isEnd = ({ event }: Message) => event === 'resolved' || event === 'lowered'

/** More news of the same alarm, no louder than it. */
function isNews(one: Message, told: Message | undefined): boolean {
  if (!told || one.at < told.at || one.type === 'incident.opened') return false
  return one.level === told.level && one.kind === told.kind
}

function causeFaults(tells: Told, told: Message): string[] {
  const faults: string[] = []
  if (told.kind !== tells.kind) faults.push(`kind ${told.kind}, not ${tells.kind}`)
  if (told.reason !== tells.reason) faults.push(`reason ${told.reason}, not ${tells.reason}`)
  if (!tells.says.test(told.text)) faults.push(`"${told.text}" does not say ${tells.says}`)
  return faults
}
