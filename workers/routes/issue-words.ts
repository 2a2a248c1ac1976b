// What is wrong with a value, in words for a person, where the schema brings none of its own: the
// library's sentences ("Invalid input: expected array, received object") name no remedy.
import type { z } from '@hono/zod-openapi'

const kinds: Record<string, string> = {
  string: 'a text in quotes',
  number: 'a number without quotes',
  int: 'a whole number',
  boolean: 'true or false, without quotes',
  array: 'a list, like ["…"]',
  tuple: 'a list, like ["…"]',
  object: 'an object, like {"…": …}',
  record: 'an object, like {"…": …}',
}
const units: Record<string, [one: string, many: string]> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  object: ['field', 'fields'],
}

/** The sentence of an issue; its schema's own, where it has one. */
export function wordsOf(issue: z.core.$ZodIssue): string {
  if (!/^(Invalid|Too (small|big))/.test(issue.message)) return issue.message
  switch (issue.code) {
    case 'invalid_type': {
      const isMissing = issue.message.includes('undefined')
      return isMissing ? 'is missing' : `must be ${kinds[issue.expected] ?? issue.expected}`
    }
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`
    case 'too_small':
      if (issue.minimum === 1 && units[issue.origin]) return 'must not be empty'
      return `must ${bound(issue.origin, 'at least', Number(issue.minimum))}`
    case 'too_big':
      return `must ${bound(issue.origin, 'at most', Number(issue.maximum))}`
    default:
      return issue.message
  }
}

function bound(origin: string, word: string, count: number): string {
  const unit = units[origin]
  return unit ? `have ${word} ${count} ${unit[count === 1 ? 0 : 1]}` : `be ${word} ${count}`
}
