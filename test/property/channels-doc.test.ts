// docs/channels.md is drawn from the registry of channels: the same labels, help and limits as the
// form. `UPDATE=1` writes it anew.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ChannelField } from '../../workers/channel/channel.ts'
import { channelTypes, kindOf } from '../../workers/channel/index.ts'
import { isSealed } from '../../workers/channel/input.ts'
import { words } from '../../workers/domain/words/index.ts'

const path = join(import.meta.dirname, '../../docs/channels.md')
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function standing(field: ChannelField): string {
  if (field.required) return 'required'
  // What is made anew each time is no value to print.
  const usual = field.otherwise && !isSealed(field) ? field.otherwise(new Uint8Array(32)) : ''
  return usual === '' ? '' : `\`${usual}\``
}

function row(field: ChannelField): string {
  const options = field.options
    ? ` One of ${field.options.map((one) => `\`${one}\``).join(', ')}.`
    : ''
  const secret = isSealed(field) ? ' Sealed.' : ''
  const cells = [
    `\`${field.name}\``,
    field.label,
    `${field.help}${options}${secret}`,
    standing(field),
  ]
  return `| ${cells.map(cell).join(' | ')} |`
}

function section(type: string): string {
  const { label, help, audience, levels = ['critical', 'warning'], pace, fields } = kindOf(type)
  const speed = pace
    ? `At most ${pace.burst} at once and ${pace.perMinute} a minute to one address; the rest waits, critical first.`
    : ''
  const reader =
    audience === 'machine' ? 'gets each incident' : 'gets one message of many that fall at once'
  return [
    `## ${label} (\`${type}\`)`,
    help,
    `Read by a ${audience}: ${reader}. Told at ${levels.join(', ')} unless said otherwise. ${speed}`.trim(),
    [
      '| field | in the form | meaning | default |',
      '| --- | --- | --- | --- |',
      ...fields.map(row),
    ].join('\n'),
  ].join('\n\n')
}

function page(): string {
  const offs = Object.entries(words().offs).map(([why, text]) => `| \`${why}\` | ${text} |`)
  return `${[
    '# Channels',
    'Drawn from the files of the channels (`workers/channel/`), as the form and the API are.',
    'Every channel also has `name`, `levels` (`critical`, `warning`, `info`; the end of what was told is always told) and `audience` (`machine`, `person`). `POST /api/channels/{id}/tests` sends a test and answers with what the receiver really said. Retries are in [webhooks.md](webhooks.md).',
    'What happens to an incident later belongs to its first message in mail, Google Chat and the Slack app (a thread), and in PagerDuty (it resolves). Every other chat gets a new message at each turn, with a link to the incident: an incoming webhook of Slack, Teams or Mattermost names no message that could be answered; one of Discord lets a message be edited, and an edit tells nobody.',
    ...channelTypes.map(section),
    '## Switched off',
    'eSonar switches a channel off when its receiver says that nothing will ever arrive there, or when at least ten attempts in a row failed over at least an hour and another channel works. What pages and did not arrive goes to another channel; the other channels are told, with the last answer. `disabledWhy` says why; switching it on begins anew.',
    ['| `disabledWhy` | meaning |', '| --- | --- |', ...offs].join('\n'),
    'A message that can never arrive is `dead`; of a critical or warning one the other channels are told, once an hour at most. A `429` with `Retry-After` (in the header, or where the provider says it in its body) holds the whole address; what pages asks again after a minute at the latest.',
  ].join('\n\n')}\n`
}

it('says of every field what the form says', () => {
  if (process.env.UPDATE) writeFileSync(path, page())
  expect(readFileSync(path, 'utf8')).toBe(page())
})

it.each(channelTypes)('%s says what each field is for', (type) => {
  const { fields, help } = kindOf(type)
  for (const one of [help, ...fields.map((field) => field.help)]) expect(one).toMatch(/\w.{10,}/)
})
