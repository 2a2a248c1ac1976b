// What is wrong with eSonar itself, as a mail to its operator.
import { type WatchNews, watchHeadline } from '../domain/watch.ts'
import { utc } from '../domain/words/index.ts'
import { entity } from './cut.ts'
import type { Mail } from './mail.ts'

/** The news as a mail, in plain text and in HTML of the same words. */
export function watchMail(news: WatchNews, baseUrl: string): Mail {
  const headline = watchHeadline(news)
  const since = ({ sentence, since: at }: WatchNews['begun'][number]) =>
    `${sentence} (since ${utc(at)})`
  const lines = [
    ...news.begun.map(since),
    ...news.still.map((one) => `Still: ${since(one)}`),
    ...news.over.map((one) => `Over: ${one.sentence}`),
  ]
  const foot = `eSonar at ${baseUrl}`
  const html = [...lines, foot].map((line) => `<p>${[...line].map(entity).join('')}</p>`)
  return {
    subject: `eSonar itself: ${headline}`.replace(/[\r\n]+/g, ' '),
    text: [...lines, '', foot].join('\n'),
    html: html.join('\n'),
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}
