// A message in one breath: the 160 characters of a text message, and what a voice says. Made from
// the frozen message's figures; the verdict comes first, then how it is proven.
import { headlineOf } from './explain.ts'
import { cutGsm, septetsOf, smsSeptetsMax, toGsm } from './gsm.ts'
import type { Message } from './message.ts'
import { reasonWords, say, utc, words } from './words/index.ts'

/** Lengths to which a long name is cut, one after the other, before anything else is. */
const nameCharsMax = [60, 40, 28, 20, 14]
/** A link goes before a name is cut shorter than this. */
const linkedNameCharsMin = 20
/** What is left of a claim at least. */
const claimSeptetsMin = 48

/** The text message: GSM-7, 160 septets at most. `ref` finds it again at the carrier; `canReply`:
 *  an answer to it reaches us. */
export function smsOf(message: Message, ref: string, canReply: boolean): string {
  const proof = proofOf(message)
  const tail = proof === '' ? '' : ` (${proof})`
  const mark = ` #${ref}`
  const room = smsSeptetsMax - septetsOf(tail) - septetsOf(mark)
  const isOpen = message.incident !== null && message.incident.resolvedAt === null
  const hint = canReply && isOpen && message.event !== 'acknowledged' ? ' Reply ACK' : ''
  const links = linksOf(message)
  const whole = links
    .map((link) => ({ link, claim: fitted(message, room - septetsOf(link), linkedNameCharsMin) }))
    .find(({ claim }) => claim !== null)
  // Whoever reads it must be able to answer or to tap: else the claim is cut.
  const plain = fitted(message, room - septetsOf(hint))
  const cut = plain !== null && hint !== '' ? null : cutTo(message, room, links)
  const said = whole ?? cut
  const claim = said?.claim ?? plain ?? fitted(message, room) ?? cutGsm(shortest(message), room)
  const text = `${claim}${tail}${said?.link ?? ''}`
  const hinted = `${text}${hint}${mark}`
  return septetsOf(hinted) <= smsSeptetsMax ? hinted : `${text}${mark}`
}

/** The claim cut until a link has room; null where too little of it would be left. */
function cutTo(message: Message, room: number, links: string[]) {
  const link = links.find((one) => room - septetsOf(one) >= claimSeptetsMin)
  if (link === undefined) return null
  return { link, claim: cutGsm(shortest(message), room - septetsOf(link)) }
}

/** What a voice reads out: whole sentences, without the link. */
export function spokenOf(message: Message): string {
  const level = words().levels[message.level]
  const proof = proofOf(message)
  return (
    [`eSonar, ${level}.`, `${claimOf(message, 60)}.`, proof === '' ? '' : `${proof}.`]
      .filter((part) => part !== '')
      .join(' ')
      .replace(/\s+/g, ' ')
      // A code is said digit by digit.
      .replace(/\b\d{6}\b/g, (code) => [...code].join(', '))
  )
}

/** Where to tap: to acknowledge it while it is open, else to read about it. */
function linksOf({ links }: Message): string[] {
  return [links.acknowledge, links.incident].flatMap((link) => (link ? [` ${toGsm(link)}`] : []))
}

/** `CRITICAL checkout-api is down: connection refused`, its name cut until it fits; null: it does
 *  not. */
function fitted(message: Message, septetsMax: number, charsMin = 0): string | null {
  for (const chars of nameCharsMax) {
    if (chars < charsMin) return null
    const text = headed(message, chars)
    if (septetsOf(text) <= septetsMax) return text
  }
  return null
}

const shortest = (message: Message) => headed(message, nameCharsMax.at(-1)!)

function headed(message: Message, nameChars: number): string {
  const level = message.type === 'incident.resolved' ? 'OK' : message.level.toUpperCase()
  const head = message.type === 'test' ? '' : `${level} `
  return toGsm(`${head}${claimOf(message, nameChars)}`)
}

/** What happened, without what proves it. */
function claimOf(message: Message, charsMax: number): string {
  const { incident, verdict, event } = message
  if (!incident || !verdict || message.group) return message.headline
  const name = shortened(message.check.name, charsMax)
  const { beat, members, said, rule } = verdict
  const { kind } = incident
  const cause = reasonWords(verdict)
  const isPlain = kind === 'down' && !beat && !members && !said
  const told = isPlain ? say('otherKind', { name, kind, cause }) : headlineOf(name, kind, verdict)
  const now = beat ? say('silentBrief', { name, rule, beat, at: message.at }) : told
  switch (event) {
    case 'raised':
      return say('worse', { headline: now })
    case 'lowered':
      return say('better', { headline: now })
    case 'reminder':
      return say('still', { headline: now, seconds: (message.at - incident.startedAt) / 1000 })
    case 'acknowledged':
      return say('acknowledged', { name, kind, by: incident.acknowledgedBy })
    case 'resolved': {
      const how = incident.resolvedHow ?? 'recovered'
      if (how !== 'recovered') return message.headline
      return say('resolved', { name, kind, seconds: incident.downtimeSeconds || null })
    }
    default:
      return now
  }
}

/** `3 of 3 places, since 02:58 UTC`; nothing where neither is known or it is over. */
function proofOf({ verdict, incident, type }: Message): string {
  if (!incident || type === 'incident.resolved') return ''
  const asked = Math.max(verdict?.asked.length ?? 0, verdict?.fail.length ?? 0)
  const says = (verdict?.fail.length ?? 0) > 0 && !['regional', 'blocked'].includes(incident.kind)
  const places = says ? [`${verdict!.fail.length} of ${asked} places`] : []
  return [...places, `since ${utc(incident.startedAt).slice(11, 16)} UTC`].join(', ')
}

/** A long name keeps both its ends, where names differ. */
function shortened(name: string, charsMax: number): string {
  if (name.length <= charsMax) return name
  const front = Math.ceil((charsMax - 2) * 0.6)
  return `${name.slice(0, front)}..${name.slice(name.length - (charsMax - 2 - front))}`
}
