// What is told on a status page, for its owner: incidents with their updates, maintenance, and the
// forms to tell more.
import type { Page } from '../../workers/domain/config.ts'
import { type Post, stateOf } from '../../workers/domain/page/post.ts'
import type { Component } from '../../workers/domain/page/settings.ts'
import { titleOf } from '../../workers/domain/page/view.ts'
import { Act, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { PostForm, Templates, UpdateForm } from '../parts/post-form.tsx'
import { When } from '../parts/when.tsx'

export interface PostsData {
  page: Page
  posts: Post[]
  components: Component[]
  chosen: string[]
  typed: Typed
  values: Record<string, string>
  now: number
}

export function PostsPage(data: PostsData) {
  const { page, posts, components, typed, values } = data
  const path = `/pages/${page.id}/posts`
  const form = { action: path, components, chosen: data.chosen, typed }
  return (
    <Layout title={`${page.title}: told`} section="/pages">
      <div class="head">
        <div>
          <h1>Told on {page.title}</h1>
          <p>
            <a href={`/pages/${page.id}`}>Its settings</a> ·{' '}
            <a href={`/status/${page.slug}`}>the page</a>
          </p>
        </div>
      </div>
      {posts.length === 0 ? (
        <div class="empty">
          <p>
            {page.auto === false
              ? 'Nothing is told yet, and incidents are not told by themselves.'
              : 'Nothing is told yet. Incidents of the checks are told by themselves.'}
          </p>
        </div>
      ) : (
        posts.map((post) => <Told post={post} data={data} />)
      )}
      <h2 id="new">Tell of an incident</h2>
      <Templates templates={page.templates ?? []} path={path} />
      <PostForm {...form} kind="incident" values={values} button="Tell it" />
      <details open={values.kind === 'maintenance' || typed.values.kind === 'maintenance'}>
        <summary>Announce maintenance</summary>
        <PostForm {...form} kind="maintenance" values={values} button="Announce it" />
      </details>
    </Layout>
  )
}

function Told({ post, data }: { post: Post; data: PostsData }) {
  const { page, components, now, typed } = data
  const names = new Map(components.map((one) => [one.key, one.name]))
  const state = stateOf(post, now)
  const path = `/pages/${page.id}/posts/${post.id}`
  return (
    <section class="setting" id={post.id}>
      <h3>{titleOf({ names }, { ...post, key: '' }, 'en')}</h3>
      <p class="soft">
        {state.replace('_', ' ')} · since <When at={post.startedAt} />
        {post.endedAt !== null && (
          <>
            {' '}
            to <When at={post.endedAt} />
          </>
        )}
        {post.incident && (
          <>
            {' · '}
            <a href={`/incidents/${post.incident}`}>the incident</a>
          </>
        )}
      </p>
      <details open={typed.values.post === post.id}>
        <summary>
          {post.updates.length} {post.updates.length === 1 ? 'update' : 'updates'}, add one
        </summary>
        <ol>
          {post.updates.map((one) => (
            <li>
              <When at={one.at} /> {one.state.replace('_', ' ')}
              {one.text === null ? ', in the words of the page' : `: ${one.text}`}
            </li>
          ))}
        </ol>
        <UpdateForm post={post} action={`${path}/updates`} typed={typed} />
        <Act action={`${path}/remove`} label="Take it off the page" class="danger" />
      </details>
    </section>
  )
}
