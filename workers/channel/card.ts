// What a chat shows of a message: a headline, how we know, and where to tap. Every chat channel
// draws this its own way.
import type { Message } from '../domain/message.ts'
import { words } from '../domain/words/index.ts'
import type { Tone } from '../domain/words/keys.ts'
import type { ChannelField } from './channel.ts'

export interface Card {
  tone: Tone
  /** `Critical`, `Resolved`: the tone in a word, for those who see no colour. */
  word: string
  headline: string
  /** Sentences that say how we know. */
  lines: string[]
  /** What is watched, as its owner wrote it; null when several checks are meant. */
  target: string | null
  links: { label: string; url: string }[]
  /** Something has just fallen that should wake people. */
  isAlarm: boolean
  /** Nobody needs to be disturbed for it. */
  isQuiet: boolean
}

/** Of each tone, RGB. */
export const colours: Record<Tone, string> = {
  critical: '#c62828',
  warning: '#e6a100',
  info: '#1f6feb',
  resolved: '#2e7d32',
  acknowledged: '#6b7280',
  test: '#6b7280',
}

export function cardOf(message: Message): Card {
  const { headline, details, check, links, level, event } = message
  const { chat } = words(message.language)
  const tone = toneOf(message)
  const isSeveral = message.group !== undefined && message.group.count > 1
  return {
    tone,
    word: chat.tones[tone],
    headline,
    lines: details,
    target: isSeveral || check.target === '' || check.target === check.name ? null : check.target,
    links: [
      ...(links.channel ? [{ label: chat.openChannel, url: links.channel }] : []),
      ...(links.incident ? [{ label: chat.open, url: links.incident }] : []),
      ...(links.acknowledge && event !== 'acknowledged'
        ? [{ label: chat.acknowledge, url: links.acknowledge }]
        : []),
    ],
    isAlarm: level === 'critical' && (event === 'opened' || event === 'raised'),
    isQuiet: level === 'info',
  }
}

function toneOf({ type, event, level }: Message): Tone {
  if (type === 'test') return 'test'
  if (event === 'resolved' || event === 'acknowledged') return event
  return level
}

/** Whom a critical alarm calls by name. */
export function mentionField(options: readonly string[]): ChannelField {
  return {
    name: 'mention',
    label: 'Call at critical',
    help: 'Whom a critical alarm mentions; nothing else mentions anybody.',
    kind: 'select',
    options: ['nobody', ...options],
    otherwise: () => 'nobody',
  }
}

/** The place where the server of a provider is named, for one's own server or another region. */
export function serverField(address: string, help: string): ChannelField {
  return {
    name: 'server',
    label: 'Server',
    help,
    kind: 'url',
    placeholder: address,
    otherwise: () => address,
  }
}

/** A server's address without a slash at its end. */
export const baseOf = (server: string): string => server.replace(/\/+$/, '')
