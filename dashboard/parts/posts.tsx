// Incidents and maintenance as the public reads them: what, since when, what it affects, and what
// was said about it, the latest first.
import { type PublicPost, stateOf } from '../../workers/domain/page/post.ts'
import { namesOf, type PageView, textOf, titleOf } from '../../workers/domain/page/view.ts'
import { type Language, sayIn } from '../../workers/domain/page/words/index.ts'
import { At, timed, Written } from './public-frame.tsx'

interface Shown {
  view: Pick<PageView, 'names' | 'now'>
  posts: PublicPost[]
  language: Language
}

export function Posts({ view, posts, language }: Shown) {
  return (
    <>
      {posts.map((post) => (
        <article class={`post ${post.impact}`} id={post.key ? `p-${post.key}` : undefined}>
          <h3>{titleOf(view, post, language)}</h3>
          <p class="soft">
            {sayIn(language, stateOf(post, view.now))} · <When post={post} language={language} />
            {post.title !== null && <Affected view={view} post={post} language={language} />}
          </p>
          {post.updates.length > 0 && (
            <ol class="updates">
              {post.updates.toReversed().map((update) => (
                <li>
                  <strong>{sayIn(language, update.state)}</strong>
                  <Written text={textOf(post, update, language)} />
                  <small>
                    <At at={update.at} language={language} />
                  </small>
                </li>
              ))}
            </ol>
          )}
        </article>
      ))}
    </>
  )
}

function When({ post, language }: { post: PublicPost; language: Language }) {
  const { startedAt, endedAt } = post
  if (endedAt === null) return timed(sayIn(language, 'since'), startedAt, language)
  const [before = '', rest = ''] = sayIn(language, 'from_to').split('{from}')
  const [between = '', after = ''] = rest.split('{to}')
  return (
    <>
      {before}
      <At at={startedAt} language={language} />
      {between}
      <At at={endedAt} language={language} />
      {after}
    </>
  )
}

function Affected({
  view,
  post,
  language,
}: {
  view: Shown['view']
  post: PublicPost
  language: Language
}) {
  const named = namesOf(view, post)
  if (named.length === 0) return null
  const names = new Intl.ListFormat(language, { type: 'conjunction' }).format(named)
  return <> · {sayIn(language, 'affects', { names })}</>
}
