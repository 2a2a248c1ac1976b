// Which site a host belongs to, and what is too much for one.
import { describe, expect, it } from 'vitest'
import { checkOf } from '../../test/fakes/telling.ts'
import {
  perSiteMax,
  perWorkspaceMax,
  probesPerMinute,
  siteOf,
  siteOfCheck,
  tooMany,
} from './site.ts'

describe('the site of a host', () => {
  it.each([
    ['example.com', 'example.com'],
    ['A.B.Example.com.', 'example.com'],
    ['shop.example.co.uk', 'example.co.uk'],
    ['me.github.io', 'me.github.io'],
    ['192.0.2.7', '192.0.2.7'],
    ['[2001:db8::1]', '[2001:db8::1]'],
    ['localhost', 'localhost'],
  ])('%s is %s', (host, site) => {
    expect(siteOf(host)).toBe(site)
  })

  it('is none for what asks no host', () => {
    expect(siteOfCheck(checkOf({}))).toBeTypeOf('string')
    expect(siteOfCheck(checkOf({ type: 'heartbeat' } as never))).toBeNull()
  })
})

it('a paused check sends nothing', () => {
  expect(probesPerMinute(checkOf({ intervalSeconds: 10 }), 3)).toBe(18)
  expect(probesPerMinute(checkOf({ intervalSeconds: 10, paused: true }), 3)).toBe(0)
})

it('too much is over the workspace, or over all', () => {
  expect(tooMany(perWorkspaceMax, perSiteMax)).toBeNull()
  expect(tooMany(perWorkspaceMax + 1, 0)?.whose).toBe('this workspace')
  expect(tooMany(1, perSiteMax + 1)?.whose).toContain('all workspaces')
})
