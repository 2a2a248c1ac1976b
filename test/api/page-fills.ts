// How the routes of badges, postmortems and status pages are filled in so that they work for the owner.
import { incidentIn } from '../contract/store-world.ts'
import type { Filler, Things } from './route-fills.ts'
import { acme } from './world.ts'

/** A logo that is nothing but a shape, in base64. */
export const logo = btoa(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>',
)
const incident = incidentIn(acme, 'a')
const check = async (things: Things) => ({ id: await things.check() })
const page = async (things: Things) => ({ id: await things.page() })
const told = { state: 'identified', text: 'found' }

export const pageFills: Record<string, Filler> = {
  'PUT /api/checks/:id/badge': async (things) => ({ params: await check(things) }),
  'DELETE /api/checks/:id/badge': async (things) => ({ params: await things.badge() }),
  'POST /checks/:id/badge/show': async (things) => ({ params: await check(things), form: {} }),
  'POST /checks/:id/badge/hide': async (things) => ({ params: await things.badge(), form: {} }),
  'PUT /api/incidents/:id/postmortem': () => ({
    params: { id: incident.id },
    body: { text: 'a disk was full' },
  }),
  'PUT /api/pages/:id/access': async (things) => ({
    params: await page(things),
    body: { access: 'members' },
  }),
  'POST /pages/:id/access': async (things) => ({
    params: await page(things),
    form: { access: 'members' },
  }),
  'POST /pages/:id': async (things) => ({
    params: await page(things),
    form: { title: 'other', slug: `other-${(await things.page()).slice(-8).toLowerCase()}` },
  }),
  'POST /pages/:id/components': async (things) => ({
    params: await page(things),
    form: { key: '', heading: 'x', name: 'Phone', shows: 'by hand: up' },
  }),
  'PUT /api/pages/:id/logo': async (things) => ({
    params: await page(things),
    body: { data: logo },
  }),
  'DELETE /api/pages/:id/logo': async (things) => ({ params: await things.logo() }),
  'POST /pages/:id/logo/remove': async (things) => ({ params: await things.logo(), form: {} }),
  'PUT /api/pages/:id/host': async (things) => ({
    params: await page(things),
    body: { host: `${(await things.page()).slice(-8).toLowerCase()}.example.com` },
  }),
  'POST /pages/:id/host': async (things) => ({
    params: await page(things),
    form: { host: `form-${(await things.page()).slice(-8).toLowerCase()}.example.com` },
  }),
  'POST /api/pages/:id/posts': async (things) => {
    const { id, key } = await things.post()
    return { params: { id }, body: { components: [key], text: 'late' } }
  },
  'POST /pages/:id/posts': async (things) => {
    const { id, key } = await things.post()
    return { params: { id }, form: { kind: 'incident', components: key, text: 'late' } }
  },
  'POST /api/pages/:id/posts/:post/updates': async (things) => ({
    params: await things.post(),
    body: told,
  }),
  'POST /pages/:id/posts/:post/updates': async (things) => ({
    params: await things.post(),
    form: told,
  }),
  'DELETE /api/pages/:id/subscribers/:subscriber': async (things) => ({
    params: await things.subscriber(),
  }),
  'POST /pages/:id/subscribers/:subscriber/remove': async (things) => ({
    params: await things.subscriber(),
    form: {},
  }),
  'DELETE /api/pages/:id/posts/:post': async (things) => ({ params: await things.post() }),
  'POST /pages/:id/posts/:post/remove': async (things) => ({
    params: await things.post(),
    form: {},
  }),
}
