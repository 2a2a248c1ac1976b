// Instants and lengths of time: short and relative, with the exact instant on the element. The
// island `local-time` puts them into the reader's zone.
import { duration, iso, utc } from '../../workers/domain/words/index.ts'

/** An instant in UTC; `local-time` rewrites it. */
export function When({ at, short }: { at: number; short?: boolean }) {
  return (
    <time datetime={iso(at)} title={utc(at)} {...(short ? { 'data-short': '' } : {})}>
      {short ? `${utc(at).slice(11, 19)} UTC` : utc(at)}
    </time>
  )
}

/** How long ago, or how long it has been so. */
export function For({ since, now }: { since: number; now: number }) {
  return (
    <time datetime={iso(since)} title={`since ${utc(since)}`} data-since="">
      {duration(Math.max(0, Math.round((now - since) / 1000)))}
    </time>
  )
}
