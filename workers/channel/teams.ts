// Microsoft Teams by a Power Automate workflow ("when a Teams webhook request is received"): one
// adaptive card a message. The address holds its signature, so all of it is a secret.
import type { Tone } from '../domain/words/keys.ts'
import { type Card, cardOf } from './card.ts'
import type { ChannelKind } from './channel.ts'
import { cut } from './cut.ts'
import { heardAs, heardJson, off, type Reading, textIn, within } from './heard.ts'
import { postJson } from './post.ts'

/** The whole message may have 28 KB. */
const headlineCharsMax = 1_000
const lineCharsMax = 500
const linesMax = 25

const styles: Record<Tone, string> = {
  critical: 'attention',
  warning: 'warning',
  info: 'accent',
  resolved: 'good',
  acknowledged: 'emphasis',
  test: 'emphasis',
}

export const teams = {
  label: 'Microsoft Teams',
  help: 'A Teams channel or chat, by a workflow: "Send webhook alerts to a channel" in Workflows.',
  audience: 'person',
  pace: { burst: 4, perMinute: 60 },
  fields: [
    {
      name: 'url',
      label: 'Workflow address',
      help: 'The HTTP POST URL of the workflow: it holds a signature and is kept secret.',
      kind: 'secret url',
      required: true,
    },
  ],
  nameOf: () => 'Microsoft Teams',
  request: (message, { url }) => postJson(url!, bodyOf(cardOf(message))),
  answer: (outcome) =>
    outcome.kind === 'answered' && outcome.status < 300
      ? heardAs(outcome, taken)
      : heardJson(outcome, meaning),
} satisfies ChannelKind

function bodyOf(card: Card) {
  const headline = cut(card.headline, headlineCharsMax)
  const summary = `${card.word}: ${headline}`
  const lines = card.lines.slice(0, linesMax).map((line) => cut(line, lineCharsMax))
  return {
    type: 'message',
    summary,
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: summary,
          msteams: { width: 'Full' },
          body: [
            {
              type: 'Container',
              style: styles[card.tone],
              bleed: true,
              items: [plain(card.word, { weight: 'Bolder' }), plain(headline, { size: 'Medium' })],
            },
            ...lines.map((line) => plain(line)),
            ...(card.target ? [plain(cut(card.target, lineCharsMax), { isSubtle: true })] : []),
          ],
          actions: card.links.map(({ label, url }) => ({
            type: 'Action.OpenUrl',
            title: label,
            url,
          })),
        },
      },
    ],
  }
}

/** Text that no Markdown is looked for in. */
function plain(text: string, looks: Record<string, unknown> = {}) {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...looks }] }
}

/** The older connectors say 200 even when Teams did not take it. */
function taken(body: string): Reading {
  return /delivery failed|endpoint returned HTTP error/i.test(body)
    ? { answer: 'retry', retryAfterSeconds: null }
    : null
}

function meaning(body: Record<string, unknown>): Reading {
  switch (textIn(within(body, 'error'), 'code')) {
    case 'workflownotfound':
    case 'workflowtriggernotfound':
    case 'resourcenotfound':
      return off('gone')
    case 'workflowtriggerisnotenabled':
    case 'workflownotenabled':
      return off('turned_away')
    case 'directapiauthorizationrequired':
    case 'authorizationfailed':
    case 'invalidsignature':
      return off('bad_key')
    default:
      return null
  }
}
