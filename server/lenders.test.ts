// The setting of lenders: what it takes, and what it says of what it does not; and the way that lent
// places have.
import { describe, expect, it } from 'vitest'
import { keyOf, lendersLine } from '../workers/domain/loan.ts'
import { readLenders } from './lenders.ts'
import { workerdConfig } from './workerd-config.ts'

const key = keyOf({ id: `lon_acme_${'b'.repeat(12)}` }, 'c'.repeat(40))
const line = (text: string, taken: string[] = []) => readLenders({ ESONAR_LENDERS: text }, taken)

describe('lenders', () => {
  it('are none without a word', () => {
    expect(readLenders({}, [])).toEqual([])
    expect(line(' , ')).toEqual([])
  })

  it('are read as the lender shows them', () => {
    const places = [
      { id: 'weur', network: 'cloudflare' },
      { id: '2nd', network: 'my isp' },
    ]
    const shown = lendersLine(places, 'https://esonar.example', key)
    const url = 'https://esonar.example'
    expect(line(shown.replace('ESONAR_LENDERS=', ''), ['one'])).toEqual([
      { id: 'lent-weur', network: 'cloudflare', label: 'lent-weur', url, place: 'weur', key },
      { id: 'lent-2nd', network: 'my-isp', label: 'lent-2nd', url, place: '2nd', key },
    ])
  })

  it.each([
    [`far=https://esonar.example/weur#${key}`, 'is not a lender'],
    [`far@net=https://esonar.example#${key}`, 'is not a lender'],
    ['far@net=https://esonar.example/weur#esl_x', 'begins esl_'],
    [`one@net=https://esonar.example/weur#${key}`, 'the name of two places'],
  ])('refuse %s, and repeat no key', (text, complaint) => {
    const refused = () => line(text, ['one'])
    expect(refused).toThrow(complaint)
    expect(refused).not.toThrow('cccc')
  })
})

describe('places that are lent', () => {
  const facts = {
    host: '127.0.0.1',
    port: 1,
    hubVariables: [],
    regionVariables: ['SIGNING_SECRET', 'PRIVATE_TARGETS', 'DOH_URL'],
    locations: [{ id: 'one-a', network: 'n', url: null, spare: false }],
    hasAssets: false,
    innerPort: null,
  }
  const lentOf = (privateTargets: 'allow' | 'deny') =>
    /const regionOneALent :[^;]*;/.exec(workerdConfig({ ...facts, privateTargets }))?.[0]

  it('have a way to public addresses alone, where others have more', () => {
    const lent = lentOf('allow')
    expect(lent).toContain('globalOutbound = "public"')
    expect(lent).toContain('(name = "PRIVATE_TARGETS", text = "deny")')
    expect(lent).not.toMatch(/fromEnvironment = "(PRIVATE_TARGETS|DOH_URL)"/)
    const config = workerdConfig({ ...facts, privateTargets: 'allow' })
    expect(config).toContain('(name = "LENT_ONE_A", service = "lent-one-a")')
    expect(lentOf('deny')).toBeUndefined()
  })
})
