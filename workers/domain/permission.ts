// Who may do what, in one place. Roles are ordered; a verb names the least role. A key may be held
// to less than its role by scopes.

export const roles = ['viewer', 'member', 'admin', 'owner'] as const
export type Role = (typeof roles)[number]

export const nouns = [
  'check',
  'channel',
  'policy',
  'maintenance',
  'schedule',
  'silence',
  'agent',
  'loan',
  'member',
  'page',
  'incident',
  'suspicion',
  'delivery',
  'key',
  'workspace',
  'audit',
] as const
export type Noun = (typeof nouns)[number]
export type Verb = 'read' | 'write' | 'act'

const least: Record<Verb, Partial<Record<Noun, Role>> & { default: Role }> = {
  read: { default: 'viewer', key: 'admin', audit: 'admin' },
  write: {
    default: 'member',
    key: 'admin',
    agent: 'admin',
    loan: 'admin',
    policy: 'admin',
    member: 'admin',
    workspace: 'admin',
  },
  act: { default: 'member' },
}

/** Whether an actor of `role` may do `verb` on `noun` in the actor's own workspace. Tenancy is
 *  not asked here: a noun of another workspace is never found in the first place. */
export function can(role: Role, verb: Verb, noun: Noun): boolean {
  return roles.indexOf(role) >= roles.indexOf(least[verb][noun] ?? least[verb].default)
}

/** Whether `role` is `other` or stands below it: who gives rights away has them. */
export function isAtMost(role: Role, other: Role): boolean {
  return roles.indexOf(role) <= roles.indexOf(other)
}

/** What a key may do: `read` or `write` everywhere, or `check:read`, `incident:write`. Writing
 *  includes reading. */
export type Scope = 'read' | 'write' | `${Noun}:${'read' | 'write'}`
export const scopes: readonly Scope[] = [
  'read',
  'write',
  ...nouns.flatMap((noun): Scope[] => [`${noun}:read`, `${noun}:write`]),
]

/** Whether scopes let a verb through; null: no scopes, so all that the role may. */
export function inScope(given: readonly Scope[] | null, verb: Verb, noun: Noun): boolean {
  if (given === null || given.includes('write') || given.includes(`${noun}:write`)) return true
  return verb === 'read' && (given.includes('read') || given.includes(`${noun}:read`))
}

/** Whether all that `inner` lets through, `outer` does too. */
export function isWithin(inner: readonly Scope[] | null, outer: readonly Scope[] | null): boolean {
  return (['read', 'write'] as const).every((verb) =>
    nouns.every((noun) => !inScope(inner, verb, noun) || inScope(outer, verb, noun)),
  )
}
