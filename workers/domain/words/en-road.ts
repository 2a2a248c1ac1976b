// English: what is said of channels that do not work.
import type { Catalogue, Phrases } from './keys.ts'

export const offs: Catalogue['offs'] = {
  gone: 'the receiver is gone',
  turned_away: 'the receiver turns eSonar away',
  no_recipient: 'the receiver knows no such chat, room, user or number',
  bad_key: 'the receiver does not take the key or token',
  failing: 'it failed again and again for an hour and more',
  unverified: 'not verified, nothing is told here yet',
  stopped: 'its owner wants no more messages (STOP)',
}

export const roads = {
  channelOff: ({ channel, why }) => `Channel ${channel} was switched off: ${offs[why]}`,
  channelDead: ({ channel, headline }) => `A message to ${channel} did not arrive: ${headline}`,
  channelRemedy: ({ channel }) =>
    `Mend what the last answer names, then switch ${channel} on or send it a test.`,
  lastAnswer: ({ said }) => `Last answer: ${said}`,
  passedOn: ({ channel, said }) =>
    said === ''
      ? `Told here because ${channel} could not be reached.`
      : `Told here because ${channel} could not be reached: ${said}`,
} satisfies Partial<{ [K in keyof Phrases]: (parameters: Phrases[K]) => string }>
