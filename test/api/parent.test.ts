// Checks that depend on another, by API: one of the workspace, without a circle; a parent that is
// removed leaves its children without one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())

async function make(name: string, parent?: string, key?: string) {
  const body = { type: 'http', url: `https://${name}.example`, name, ...(parent ? { parent } : {}) }
  return world.ask('POST', '/api/checks', { body, ...(key ? { key } : {}) })
}

describe('a parent', () => {
  it('is a check of the same workspace', async () => {
    const strange = await make('theirs', undefined, keys.bolt)
    const refused = await make('web', strange.json.id)
    expect(refused.status).toBe(422)
    expect(refused.json).toMatchObject({ field: 'parent' })
    expect(refused.json.detail).toContain('not a check of yours')
  })

  it('makes no circle, which is named', async () => {
    const { json: router } = await make('router')
    const { json: rack } = await make('rack', router.id)
    const { json: web } = await make('web', rack.id)
    expect(web.parent).toBe(rack.id)
    const patch = (id: string, parent: string | null) =>
      world.ask('PATCH', `/api/checks/${id}`, { body: { parent } })
    const refused = await patch(router.id, web.id)
    expect(refused.status).toBe(422)
    expect(refused.json.detail).toContain('router → web → rack → router')
    expect((await patch(router.id, router.id)).status).toBe(422)
    expect((await patch(web.id, null)).json.parent).toBeNull()
    expect((await patch(web.id, router.id)).json.parent).toBe(router.id)
  })

  it('is taken from its children when it is removed', async () => {
    const { json: parent } = await make('gone')
    const { json: child } = await make('child', parent.id)
    expect((await world.ask('DELETE', `/api/checks/${parent.id}`)).status).toBe(204)
    expect((await world.ask('GET', `/api/checks/${child.id}`)).json.parent).toBeNull()
    const held = world.configs.get(acme)!.checks.find((one) => one.id === child.id)
    expect(held?.parent).toBeNull()
  })
})
