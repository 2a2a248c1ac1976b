import { expect, it } from 'vitest'
import { readerText } from './reader-text.ts'

const tail = 'https://status.acme.example #abcdefg'

it.each([
  ['Acme: Checkout does not answer (Investigating)', 1, 'Checkout does not answer (Invest'],
  ['Acme: Кассы не отвечают', 1, 'Кассы не отвечают'],
  ['Acme: チェックアウトが応答しません（調査中）', 1, 'チェックアウトが応答しません'],
  ['Acme: チェックアウトが応答しません（調査中）'.repeat(9), 2, 'チェックアウトが応答しません'],
  ['x'.repeat(400), 1, 'xx..'],
  ['Why does the shop not answer? (Resolved)', 1, 'answer? (Resolved)'],
])('%s takes %i parts, and keeps its letters and its tail', (words, segments, kept) => {
  const text = readerText(words, tail)
  expect(text.segments).toBe(segments)
  expect(text.body).toContain(kept)
  expect(text.body.endsWith(` ${tail}`)).toBe(true)
})

it('counts what a long address takes', () => {
  const { body, segments } = readerText('Acme: down', `https://a.example/${'b'.repeat(200)}`)
  expect([body.startsWith('Acme: down '), segments]).toEqual([true, 2])
})
