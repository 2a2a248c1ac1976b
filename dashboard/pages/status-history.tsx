// A month of a status page: all that was written about it, and the way to the months around.
import type { PageView } from '../../workers/domain/page/view.ts'
import { monthIn, sayIn } from '../../workers/domain/page/words/index.ts'
import { Posts } from '../parts/posts.tsx'
import { hrefOf, PublicFrame, type Reader } from '../parts/public-frame.tsx'

export interface HistoryData {
  view: PageView
  reader: Reader
  /** `2026-11`, and the months beside it that may be asked for. */
  month: { text: string; from: number; to: number; earlier: string | null; later: string | null }
}

export function StatusHistory({ view, reader, month }: HistoryData) {
  const { snapshot } = view
  const { language } = reader
  const posts = [...view.open, ...view.over].filter(
    ({ startedAt, endedAt }) =>
      startedAt < month.to && (endedAt ?? Number.POSITIVE_INFINITY) >= month.from,
  )
  const title = sayIn(language, 'history_of', { month: monthIn(language, month.from) })
  return (
    <PublicFrame
      snapshot={snapshot}
      reader={reader}
      path={`/history/${month.text}`}
      title={`${title} · ${snapshot.title}`}
    >
      <h1>{title}</h1>
      {posts.length > 0 ? (
        <Posts posts={posts} view={view} language={language} />
      ) : (
        <p class="soft">{sayIn(language, 'no_history')}</p>
      )}
      <nav class="months" aria-label={sayIn(language, 'history')}>
        {month.earlier && (
          <a rel="prev" href={hrefOf(reader, `/history/${month.earlier}`)}>
            {sayIn(language, 'earlier')}
          </a>
        )}
        {month.later && (
          <a rel="next" href={hrefOf(reader, `/history/${month.later}`)}>
            {sayIn(language, 'later')}
          </a>
        )}
        <a href={hrefOf(reader, '')}>{sayIn(language, 'back')}</a>
      </nav>
    </PublicFrame>
  )
}
