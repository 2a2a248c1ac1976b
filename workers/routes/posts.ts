// /api/pages/{id}/posts: what is told on a status page.
import { createRoute, z } from '@hono/zod-openapi'
import { pageIn } from '../domain/cursor.ts'
import { type Post, stateOf } from '../domain/page/post.ts'
import { postInput, updateInput } from '../domain/page/post-input.ts'
import { createPost, getPost, listPosts, removePost, updatePost } from '../flow/posts.ts'
import { body, instant, json, listOf, listQuery, pageAsk, resource } from './api.ts'

export const postRoutes = resource()

const postShape = z
  .object({
    id: z.string(),
    kind: z.string(),
    state: z.string(),
    title: z.string().nullable(),
    impact: z.string(),
    components: z.array(z.string()),
    incident: z.string().nullable(),
    startedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    updates: z.array(
      z.object({ at: z.string().nullable(), state: z.string(), text: z.string().nullable() }),
    ),
    version: z.number(),
  })
  .openapi('Post')

function shapePost(post: Post, now: number): z.output<typeof postShape> {
  const { id, kind, title, impact, components, incident, startedAt, endedAt, updates } = post
  return {
    id,
    kind,
    state: stateOf(post, now),
    title,
    impact,
    components,
    incident,
    startedAt: instant(startedAt),
    endedAt: instant(endedAt),
    updates: updates.map(({ at, state, text }) => ({ at: instant(at), state, text })),
    version: post.version,
  }
}

const posts = { tags: ['pages'] }
const ofPage = z.object({ id: z.string().max(200) })
const ofPost = z.object({ id: z.string().max(200), post: z.string().max(200) })

postRoutes.openapi(
  createRoute({
    ...posts,
    method: 'get',
    path: '/{id}/posts',
    summary: 'Incidents and maintenance told on a status page, newest first',
    request: { params: ofPage, query: z.strictObject(listQuery) },
    responses: { 200: json(listOf(postShape), 'Posts') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const all = await listPosts(hub, c.get('actor'), c.req.valid('param').id)
    const { data, next } = pageIn(all, pageAsk(c.req.valid('query')), (one) => one.id)
    return c.json({ data: data.map((one) => shapePost(one, hub.now())), next }, 200)
  },
)
postRoutes.openapi(
  createRoute({
    ...posts,
    method: 'post',
    path: '/{id}/posts',
    summary: 'Tell of an incident or a maintenance on a status page',
    request: { params: ofPage, ...body(postInput, { title: 'Payments fail', components: ['c1'] }) },
    responses: { 201: json(postShape, 'The post') },
  }),
  async (c) => {
    const hub = c.get('hub')
    const { id } = c.req.valid('param')
    const post = await createPost(hub, c.get('actor'), id, c.req.valid('json'))
    return c.json(shapePost(post, hub.now()), 201)
  },
)
postRoutes.openapi(
  createRoute({
    ...posts,
    method: 'get',
    path: '/{id}/posts/{post}',
    summary: 'One post',
    request: { params: ofPost },
    responses: { 200: json(postShape, 'The post') },
  }),
  async (c) => {
    const { id, post } = c.req.valid('param')
    const found = await getPost(c.get('hub'), c.get('actor'), id, post)
    return c.json(shapePost(found, c.get('hub').now()), 200)
  },
)
postRoutes.openapi(
  createRoute({
    ...posts,
    method: 'post',
    path: '/{id}/posts/{post}/updates',
    summary: 'Add an update to a post',
    request: {
      params: ofPost,
      ...body(updateInput, { state: 'identified', text: 'A full disk.' }),
    },
    responses: { 201: json(postShape, 'The post') },
  }),
  async (c) => {
    const { id, post } = c.req.valid('param')
    const [hub, actor] = [c.get('hub'), c.get('actor')]
    const after = await updatePost(hub, actor, id, post, c.req.valid('json'))
    return c.json(shapePost(after, hub.now()), 201)
  },
)
postRoutes.openapi(
  createRoute({
    ...posts,
    method: 'delete',
    path: '/{id}/posts/{post}',
    summary: 'Take a post away',
    request: { params: ofPost },
    responses: { 204: { description: 'Taken away' } },
  }),
  async (c) => {
    const { id, post } = c.req.valid('param')
    await removePost(c.get('hub'), c.get('actor'), id, post)
    return c.body(null, 204)
  },
)
