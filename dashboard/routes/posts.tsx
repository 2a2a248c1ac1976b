// What is told on status pages: the list with its forms, and an incident published by hand.
import { type Context, Hono } from 'hono'
import { headlineOf } from '../../workers/domain/explain.ts'
import { postInput, updateInput } from '../../workers/domain/page/post-input.ts'
import { impactOf } from '../../workers/domain/page.ts'
import { getIncident } from '../../workers/flow/incidents.ts'
import { getPage, listPages } from '../../workers/flow/pages.ts'
import {
  componentsOfPage,
  createPost,
  listPosts,
  removePost,
  updatePost,
} from '../../workers/flow/posts.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { parsed } from '../../workers/routes/api.ts'
import { PostsPage } from '../pages/posts.tsx'
import { PublishPage } from '../pages/publish.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { onward, page, textsOf, valuesOf } from './form.tsx'
import { checkNames } from './names.ts'

export const postPages = new Hono<AppEnv>()

async function list(c: Context<AppEnv>, typed: Typed, chosen: string[] = []) {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const own = await getPage(hub, actor, c.req.param('id') ?? '')
  const posts = await listPosts(hub, actor, own.id)
  const components = await componentsOfPage(hub, own)
  const template = (own.templates ?? [])[Number(c.req.query('template') ?? Number.NaN)]
  const values: Record<string, string> = template ? { text: template.text } : {}
  const data = { page: own, posts, components, chosen, typed, values, now: hub.now() }
  return <PostsPage {...data} />
}

postPages.get('/pages/:id/posts', async (c) => page(c, await list(c, untouched)))

postPages.post('/pages/:id/posts', async (c) => {
  const texts = await textsOf(c)
  const components = await valuesOf(c, 'components')
  const id = c.req.param('id')
  const act = async () => {
    await createPost(c.get('hub'), c.get('actor'), id, inputOf(texts, components))
    return `/pages/${id}/posts`
  }
  return onward(c, act, (typed) => list(c, typed, components), texts)
})

postPages.post('/pages/:id/posts/:post/updates', async (c) => {
  const texts = await textsOf(c)
  const { id, post } = c.req.param()
  const act = async () => {
    const input = parsed(updateInput, { state: texts.state, text: texts.text ?? '' })
    await updatePost(c.get('hub'), c.get('actor'), id, post, input)
    return `/pages/${id}/posts#${post}`
  }
  return onward(c, act, (typed) => list(c, typed), { ...texts, post })
})

postPages.post('/pages/:id/posts/:post/remove', async (c) => {
  const { id, post } = c.req.param()
  await removePost(c.get('hub'), c.get('actor'), id, post)
  return c.redirect(`/pages/${id}/posts`, 303)
})

/** The form's texts as the API takes them; times are of UTC. */
function inputOf(texts: Record<string, string>, components: string[], incident?: string) {
  const { kind, title, impact, state, text, startsAt, endsAt } = texts
  const instant = (one: string | undefined) => (one ? { value: `${one.slice(0, 16)}:00Z` } : null)
  const [starts, ends] = [instant(startsAt), instant(endsAt)]
  return parsed(postInput, {
    ...(kind ? { kind } : {}),
    title: title ?? '',
    ...(impact ? { impact } : {}),
    ...(state ? { state } : {}),
    text: (text ?? '').replaceAll('\r\n', '\n'),
    components,
    ...(starts ? { startsAt: starts.value } : {}),
    ...(ends ? { endsAt: ends.value } : {}),
    ...(incident ? { incident } : {}),
  })
}

async function publish(c: Context<AppEnv>, typed: Typed) {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const incident = await getIncident(hub, actor, c.req.param('id') ?? '')
  const names = await checkNames(hub, actor)
  const name = names[incident.check ?? ''] ?? 'a removed check'
  const shown = await Promise.all(
    (await listPages(hub, actor)).map(async (one) => {
      const all = await componentsOfPage(hub, one)
      const told = (await listPosts(hub, actor, one.id)).find((it) => it.incident === incident.id)
      const components = all.filter((it) => it.check !== null && it.check === incident.check)
      return { page: one, components, told: told?.id ?? null }
    }),
  )
  const pages = shown.filter((one) => one.components.length > 0)
  const headline = headlineOf(name, incident.kind, incident.verdict)
  const values = { impact: impactOf(incident.kind) }
  return <PublishPage {...{ incident, headline, pages, typed, values }} />
}

postPages.get('/incidents/:id/publish', async (c) => page(c, await publish(c, untouched)))

postPages.post('/incidents/:id/publish/:page', async (c) => {
  const texts = await textsOf(c)
  const components = await valuesOf(c, 'components')
  const { id, page: onPage } = c.req.param()
  const act = async () => {
    await createPost(c.get('hub'), c.get('actor'), onPage, inputOf(texts, components, id))
    return `/pages/${onPage}/posts`
  }
  return onward(c, act, (typed) => publish(c, typed), texts)
})
