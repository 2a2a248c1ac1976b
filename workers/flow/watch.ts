// The watcher is watched: each minute the hub looks at itself, tells its operator of what lasts, and
// says to a dead man's switch outside that all is well. When the hub dies whole, that one rings.
import { carry } from '../channel/email.ts'
import { signed } from '../channel/sign.ts'
import { watchMail } from '../channel/watch-mail.ts'
import type { Slate } from '../domain/slate.ts'
import {
  isNews,
  looked,
  newWatch,
  told,
  type WatchedFault,
  type WatchNews,
  type WatchState,
  watchHeadline,
} from '../domain/watch.ts'
import type { HubPorts } from '../hub-ports.ts'
import { ownFaults } from './health.ts'

const key = 'cron:watch'

/** What the last look into Postgres found, this minute's or an earlier one. */
export type Found = Pick<Slate, 'shards' | 'isThere' | 'faults'>

/** One look. Throws nothing that a caller must know: what could not be told is told next minute. */
export async function watchOver(
  hub: HubPorts,
  { shards, isThere, faults: reached }: Found,
): Promise<void> {
  const now = hub.now()
  const faults = await ownFaults(hub, shards, isThere)
  const before = (await hub.snapshots.get<WatchState>(key)) ?? newWatch()
  const { after, news } = looked(before, [...faults, ...reached], now)
  const isTold = isNews(news) && (await tellOperator(hub, news))
  const next = isTold ? told(after, news, now) : after
  if (JSON.stringify(next) !== JSON.stringify(before)) await hub.snapshots.put(key, next)
  if (faults.length === 0) await sayWell(hub)
}

/** Tells the operator by all roads there are; whether one of them brought it. With nobody to tell, the
 *  log is told. */
async function tellOperator(hub: HubPorts, news: WatchNews): Promise<boolean> {
  const { operator, operatorMail } = hub.settings
  hub.log.info('watch', { headline: watchHeadline(news) })
  const [first] = [...news.begun, ...news.still, ...news.over]
  const id = `watch-${first!.since}-${first!.toldAt ?? 0}-${news.over.length}`
  const roads = [
    ...(operator ? [postNews(hub, operator, news, id)] : []),
    ...(operatorMail ? [mailNews(hub, operatorMail, news, id)] : []),
  ]
  if (roads.length === 0) return true
  const taken = await Promise.all(roads)
  return taken.includes(true)
}

async function postNews(
  hub: HubPorts,
  { url, secret }: NonNullable<HubPorts['settings']['operator']>,
  news: WatchNews,
  id: string,
): Promise<boolean> {
  const now = hub.now()
  const headline = watchHeadline(news)
  const ticket = { id, timestampSeconds: Math.floor(now / 1000), attempt: 1 }
  const body = JSON.stringify({
    type: 'operator.alert',
    timestamp: new Date(now).toISOString(),
    text: `eSonar at ${hub.settings.baseUrl}: ${headline}`,
    data: {
      headline,
      begun: news.begun.map(shown),
      still: news.still.map(shown),
      over: news.over.map(shown),
    },
  })
  const headers: [string, string][] = [['content-type', 'application/json']]
  const signing = secret ? ({ scheme: 'standard-webhooks', secret } as const) : null
  const request = { method: 'POST', url, headers, body, signing }
  const outcome = await hub.sender.send(await signed(request, ticket))
  const isTaken = outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300
  if (!isTaken) hub.log.error('watch', new Error('the operator could not be told'), { outcome })
  return isTaken
}

async function mailNews(hub: HubPorts, to: string, news: WatchNews, id: string): Promise<boolean> {
  const { carriers, baseUrl } = hub.settings
  if (!carriers.mail) {
    hub.log.error('watch', new Error('the operator cannot be mailed: nothing sends mail'), {})
    return false
  }
  const mail = watchMail(news, baseUrl)
  const send = (request: Parameters<HubPorts['sender']['send']>[0]) => hub.sender.send(request)
  const { heard, outcome } = await carry(send, carriers.mail, to, mail, id)
  const isTaken = heard.answer === 'ok'
  if (!isTaken) hub.log.error('watch', new Error('the operator could not be mailed'), { outcome })
  return isTaken
}

const shown = ({ key: name, sentence, since }: WatchedFault) => ({
  key: name,
  sentence,
  since: new Date(since).toISOString(),
})

/** An outside switch that rings when this stays away. */
async function sayWell(hub: HubPorts): Promise<void> {
  const { watchdogUrl } = hub.settings
  if (!watchdogUrl) return
  const outcome = await hub.sender.send({ method: 'GET', url: watchdogUrl, headers: [], body: '' })
  if (outcome.kind === 'fault' || outcome.status >= 400) {
    hub.log.error('watchdog', new Error('the outside switch does not take our ping'), { outcome })
  }
}
