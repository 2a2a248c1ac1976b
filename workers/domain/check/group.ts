// The `group` check: its health is made of that of its members.
import { z } from 'zod'
import { type FormField, levelField, wholeBetween } from './check-fields.ts'
import type { Kind } from './kind.ts'

export const groupRules = ['all', 'any', 'at_least'] as const
export type GroupRule = (typeof groupRules)[number]
export const membersMax = 50

export interface GroupSettings {
  /** Ids of checks of the same workspace; groups among them, but never in a circle. */
  members: string[]
  rule: GroupRule
  /** How many must be up with the rule `at_least`. */
  atLeast: number
}

export const groupFields = {
  members: z
    .array(z.string().max(160))
    .min(1, 'name at least one check')
    .max(membersMax, `at most ${membersMax} members`)
    .refine((ids) => new Set(ids).size === ids.length, 'names a check twice'),
  rule: z.enum(groupRules, `must be one of ${groupRules.join(', ')}`),
  atLeast: wholeBetween(1, membersMax, 'members'),
}

export const groupDefaults = { rule: 'all' as const, atLeast: 1 }

export const groupForm: FormField[] = [
  {
    name: 'members',
    label: 'Members',
    help: 'The checks whose health decides.',
    kind: 'checks',
    required: true,
  },
  {
    name: 'rule',
    label: 'It is up when',
    help: 'all of them, any of them, or at least so many are up.',
    kind: 'select',
    options: [...groupRules],
  },
  {
    name: 'atLeast',
    label: 'At least',
    help: 'With the rule at_least.',
    kind: 'number',
    unit: 'members',
  },
  levelField('Level when it is down'),
]

export const group: Kind<'group'> = {
  label: 'Group',
  help: 'Made of other checks: all, any, or at least so many must be up.',
  asked: 'nobody',
  form: groupForm,
  fields: groupFields,
  required: ['members'],
  defaults: groupDefaults,
  targetText: groupText,
  // Members come and go; it is the same group.
  sameTarget: () => true,
  address: () => null,
  words: (settings) =>
    `It is up when ${groupText(settings)} are up; a member that is not known counts as neither.`,
}

function groupText({ members, rule, atLeast }: GroupSettings): string {
  const n = members.length
  if (rule === 'all') return n === 1 ? 'its 1 member' : `all ${n} members`
  return `at least ${rule === 'any' ? 1 : atLeast} of ${n} members`
}

/** Members of a group that lead back to it, through other groups: the way, or null. */
export function circleOf(
  id: string,
  membersOf: (id: string) => readonly string[],
): string[] | null {
  const seen = new Set<string>()
  const walk = (at: string, way: string[]): string[] | null => {
    for (const member of membersOf(at)) {
      if (member === id) return [...way, member]
      if (seen.has(member)) continue
      seen.add(member)
      const found = walk(member, [...way, member])
      if (found) return found
    }
    return null
  }
  return walk(id, [])
}
