// A message as an outage makes one, to show what a channel will send before anything has fallen.
import type { Message } from '../domain/message.ts'

const startedAt = Date.UTC(2026, 0, 2, 3, 4, 5)

export const sample: Message = {
  v: 1,
  type: 'incident.opened',
  event: 'opened',
  at: startedAt + 15_000,
  level: 'critical',
  language: 'en',
  headline: 'checkout is down: connection refused, seen from 3 of 3 places',
  details: [
    'Fails from weur, enam and oc; no place reaches it.',
    'Since 2026-01-02 03:04:05 UTC, certain 15 s later.',
  ],
  incident: {
    id: 'inc_sample000000_1',
    workspace: 'sample000000',
    kind: 'down',
    sequence: 1,
    startedAt,
    openedAt: startedAt + 15_000,
    resolvedAt: null,
    resolvedHow: null,
    downtimeSeconds: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    location: null,
    groupId: null,
  },
  check: {
    id: 'chk_sample000000_1',
    name: 'checkout',
    target: 'https://checkout.example.com/health',
    tags: ['shop', 'paid'],
  },
  verdict: null,
  evidence: [],
  links: {
    incident: 'https://esonar.example.com/incidents/inc_sample000000_1',
    check: 'https://esonar.example.com/checks/chk_sample000000_1',
    acknowledge: 'https://esonar.example.com/incidents/inc_sample000000_1#acknowledge',
  },
}
