// What only some places see. Three places on two networks: one@west, two@east, three@east.
import { page, type Scenario, warning } from './scenario.ts'
import { web } from './sites.ts'

const family = 'geo'
const from = (locations: string[], status: number) =>
  web({ kind: 'seenFrom', locations, fault: { kind: 'status', status } })

export const geo: Scenario[] = [
  {
    family,
    name: 'one of three places fails',
    share: true,
    site: from(['two'], 503),
    settings: { regionalSeconds: 30 },
    tells: warning('regional', 'status', /fails from two/, 60),
    endsWithinSeconds: 60,
  },
  {
    family,
    name: 'one of three places fails, for less than regionalSeconds',
    site: from(['one'], 503),
    tells: null,
    watchSeconds: 60,
  },
  {
    family,
    name: '403 from one place',
    site: from(['three'], 403),
    tells: null,
    watchSeconds: 60,
  },
  {
    family,
    name: 'all of one network fail, the other passes',
    share: true,
    site: from(['two', 'three'], 503),
    tells: { ...page('status', /one network \(east\)/), kind: 'regional' },
  },
]
