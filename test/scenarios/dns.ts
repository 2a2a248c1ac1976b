// Names: what the name servers of a target say, or do not say, on the suite's own resolver.
import { page, type Scenario } from './scenario.ts'
import { named } from './sites.ts'

const family = 'dns'

export const names: Scenario[] = [
  {
    family,
    name: 'the name is gone (NXDOMAIN)',
    share: true,
    site: named('gone.example.test', 'nxdomain'),
    tells: page('dns_nxdomain', /does not exist/),
  },
  {
    family,
    name: 'the name is gone, old connections held open',
    site: named('held.example.test', 'nxdomain', 75_000),
    tells: page('dns_nxdomain', /does not exist/),
  },
  {
    family,
    name: 'SERVFAIL',
    site: named('broken.example.test', 'servfail'),
    tells: page('dns_servfail', /SERVFAIL/),
  },
  {
    family,
    name: 'REFUSED',
    site: named('refused.example.test', 'refused'),
    tells: page('dns_refused', /REFUSED/),
  },
  {
    family,
    name: 'no answer',
    site: named('silent.example.test', 'silent'),
    tells: page('dns_timeout', /not resolved/, 35),
  },
]
