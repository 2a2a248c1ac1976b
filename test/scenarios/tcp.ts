// Ports: refused, dropped, reset, closed, and services that speak something else.
import { page, type Scenario } from './scenario.ts'
import { machine, port } from './sites.ts'

const family = 'tcp'
const ssh = { kind: 'says', text: 'SSH-2.0-OpenSSH_9.9\r\n' } as const

export const tcps: Scenario[] = [
  {
    family,
    name: 'a port that refuses',
    share: true,
    site: port({ kind: 'refuses' }),
    tells: page('connection_refused', /refused/),
    endsWithinSeconds: 45,
  },
  {
    family,
    name: 'a web server that refuses',
    site: machine('refuses'),
    tells: page('connection_refused', /refused/),
  },
  {
    family,
    name: 'a web server that refuses, old connections held open',
    site: machine('refuses', 75_000),
    tells: page('connection_refused', /refused/),
  },
  {
    family,
    name: 'accepts and closes, where SSH spoke',
    site: port({ kind: 'closes' }, { speaks: 'ssh' }, ssh),
    tells: page('empty_reply', /without an answer/),
  },
  {
    family,
    name: 'accepts and resets, where SSH spoke',
    site: port({ kind: 'resets' }, { speaks: 'ssh' }, ssh),
    tells: page('connection_reset', /reset/),
  },
  {
    family,
    name: 'accepts and says nothing, where SSH spoke',
    site: port({ kind: 'silent' }, { speaks: 'ssh' }, ssh),
    tells: page('headers_timeout', /no first byte/, 35),
  },
  {
    family,
    name: 'a wrong banner where SSH spoke',
    share: true,
    site: port({ kind: 'says', text: 'HTTP/1.1 400 Bad Request\r\n' }, { speaks: 'ssh' }, ssh),
    tells: page('expectation', /HTTP/),
  },
  {
    family,
    name: 'a Redis that is still loading',
    site: port(
      { kind: 'replies', text: '-LOADING Redis is loading the dataset in memory\r\n' },
      { speaks: 'redis' },
      { kind: 'replies', text: '+PONG\r\n' },
    ),
    tells: page('expectation', /LOADING/),
  },
]

/** Packets are dropped by the suite's own firewall. */
export const dropped: Scenario[] = [
  {
    family,
    name: 'a port behind which packets vanish',
    share: true,
    site: port({ kind: 'drops' }),
    tells: page('connect_timeout', /no connection/, 35),
    endsWithinSeconds: 60,
  },
  {
    family,
    name: 'a web server whose packets vanish',
    site: machine('drops packets'),
    tells: page('connect_timeout', /no connection/, 35),
  },
]
