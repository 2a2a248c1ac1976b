// The body of one's own making: what is written where, what is refused, and how it is sent.
import { describe, expect, it } from 'vitest'
import { inputOf, settingsOf } from './input.ts'
import { sample } from './sample.ts'
import { template } from './template.ts'

const json = 'application/json'
const settings = { url: 'https://odd.example/in', contentType: json, body: '', headers: '' }
const ticket = { id: 'dlv_acme_1', timestampSeconds: 1, attempt: 1 }
const nasty = { ...sample, headline: 'a "b" & <c>\n\\d = 100 %' }
const filled = (facts: Partial<typeof settings>, message = nasty) =>
  template.request(message, { ...settings, ...facts }, ticket)

describe('a body of one’s own', () => {
  it.each([
    [json, '{"t": "{{headline}}"}', '{"t": "a \\"b\\" & <c>\\n\\\\d = 100 %"}'],
    [
      'application/x-www-form-urlencoded',
      't={{headline}}',
      't=a%20%22b%22%20%26%20%3Cc%3E%0A%5Cd%20%3D%20100%20%25',
    ],
    ['text/plain', '{{ level }}: {{headline}}', 'critical: a "b" & <c>\n\\d = 100 %'],
    [
      'application/xml',
      '<t>{{headline}}</t>',
      '<t>a &quot;b&quot; &amp; &lt;c&gt;\n\\d = 100 %</t>',
    ],
  ])('is written as %s needs it', (contentType, body, wanted) => {
    expect(filled({ contentType, body }).body).toBe(wanted)
  })

  it('knows the delivery, the check, the incident and its times', () => {
    const body =
      '{{delivery.id}} {{check.name}} {{incident.kind}} {{incident.startedAt}} [{{incident.resolvedAt}}]'
    expect(filled({ contentType: 'text/plain', body }).body).toBe(
      'dlv_acme_1 checkout down 2026-01-02T03:04:05.000Z []',
    )
  })

  it('does not read a placeholder out of a value', () => {
    const message = { ...sample, headline: '{{level}} $& $1' }
    expect(filled({ contentType: 'text/plain', body: '{{headline}}' }, message).body).toBe(
      '{{level}} $& $1',
    )
  })

  it('shows what will be sent, of JSON that is JSON', () => {
    const body = settingsOf(template, {}, new Uint8Array(32)).body!
    const shown = JSON.parse(template.preview({ contentType: json, body }))
    expect(shown).toMatchObject({ level: 'critical', text: sample.headline })
  })

  it('carries its headers, and the content type it was given', () => {
    const { headers } = filled({ headers: 'X-Token: a:b \n\nAuthorization: Bearer t' })
    expect(headers).toEqual([
      ['content-type', json],
      ['x-token', 'a:b'],
      ['authorization', 'Bearer t'],
    ])
  })
})

describe('what is refused', () => {
  const input = inputOf('template', template)
  const given = { type: 'template', url: 'https://odd.example/in' }

  it.each([
    [{ body: '{"a": "{{chek.name}}"}' }, 'unknown placeholder {{chek.name}}; there are headline'],
    [{ body: '{{}}' }, 'unknown placeholder {{}}'],
    [{ body: '{{constructor}}' }, 'unknown placeholder {{constructor}}'],
    [{ headers: 'nonsense' }, 'must be lines like'],
    [{ headers: 'Host: evil' }, 'may not name host'],
    [{ headers: 'X-A:' }, 'no usable value for x-a'],
    [{ contentType: 'text/html' }, 'must be one of application/json'],
  ])('%j', (more, words) => {
    const parsed = input.safeParse({ ...given, ...more })
    expect(parsed.success ? '' : parsed.error.issues[0]!.message).toContain(words)
  })

  it('is JSON that is none once it is filled', () => {
    expect(template.refuse({ ...settings, body: '{"a": {{headline}}}' })).toMatchObject({
      field: 'body',
      detail: expect.stringContaining('between quotes'),
    })
    expect(template.refuse({ ...settings, body: '{"a": "{{headline}}"}' })).toBeNull()
    expect(template.refuse({ ...settings, contentType: 'text/plain', body: '{' })).toBeNull()
  })
})
