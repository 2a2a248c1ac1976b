// The English catalogue. Another language is another file of this shape.
import { phaseNames } from './en-phase.ts'
import { evidence, headlines } from './en-phrase.ts'
import { reasons } from './en-reason.ts'
import { offs, roads } from './en-road.ts'
import { avoidedWords, eventWords, notKnownWords, silentWords, stories } from './en-story.ts'
import { told } from './en-told.ts'
import type { Catalogue } from './keys.ts'
import { duration, milliseconds } from './length.ts'

export const en = {
  language: 'en',
  reasons,
  health: { up: 'up', slow: 'slow', regional: 'regional', down: 'down', unknown: 'unknown' },
  activity: { steady: 'steady', verifying: 'verifying', recovering: 'recovering' },
  kinds: {
    down: 'down',
    regional: 'regional',
    slow: 'slow',
    blocked: 'blocked',
    unstable: 'unstable',
    certificate: 'certificate',
    content: 'content',
    domain: 'domain',
    silent: 'silent',
    host: 'host',
    node: 'location unwell',
  },
  levels: { info: 'info', warning: 'warning', critical: 'critical' },
  phases: phaseNames,
  daysLeft: (days) => {
    const some = (count: number) => (count === 1 ? '1 day' : `${count} days`)
    return days < 0 ? `over for ${some(-days)}` : `${some(days)} left`
  },
  events: eventWords,
  states: { pending: 'on its way', sent: 'sent', dead: 'not delivered', dropped: 'dropped' },
  whys: {
    channel_removed: 'the channel was removed',
    channel_off: 'the channel is switched off',
    acknowledged: 'somebody acknowledged before it was due',
    resolved: 'the incident was over before it was due',
    superseded: 'newer news took its place',
    over: 'it was over before its time came',
    permanent: 'the receiver refused it for good',
    attempts: 'all attempts failed',
    unheard: 'every attempt broke off on our side',
    undelivered: 'the carrier took it and could not deliver it',
    budget:
      'whoever runs this installation allows no more messages today; only critical ones go out',
    allowance: 'the credits for text messages and calls are used up',
    no_calls: 'the plan has no calls by this installation’s account',
  },
  noCredits:
    'no credits for text messages are left; buy some under Settings, Usage, or use an account of your own',
  avoided: avoidedWords,
  silent: silentWords,
  notKnown: notKnownWords,
  proofs: {
    controls: 'its controls answered',
    not_cross_checked: 'not cross-checked',
    not_needed: 'no control needed',
  },
  faults: {
    timeout: 'no answer in time',
    refused: 'connection refused',
    blocked_target: 'the address is not allowed here',
    network: 'connection failed or broke off',
  },
  chat: {
    tones: {
      critical: 'Critical',
      warning: 'Warning',
      info: 'Info',
      resolved: 'Resolved',
      acknowledged: 'Acknowledged',
      test: 'Test',
    },
    open: 'Open the incident',
    openChannel: 'Open the channel',
    acknowledge: 'Acknowledge',
    target: 'Target',
  },
  offs,
  phrases: { ...headlines, ...evidence, ...stories, ...told, ...roads },
  duration,
  milliseconds,
} satisfies Catalogue
