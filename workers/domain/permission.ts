// Who may do what, in one function. Roles are ordered; a verb names the least role.

export const roles = ['viewer', 'member', 'admin', 'owner'] as const
export type Role = (typeof roles)[number]

export type Noun =
  | 'check'
  | 'channel'
  | 'policy'
  | 'maintenance'
  | 'schedule'
  | 'silence'
  | 'member'
  | 'page'
  | 'incident'
  | 'suspicion'
  | 'delivery'
  | 'key'
  | 'workspace'
  | 'audit'
export type Verb = 'read' | 'write' | 'act'

const least: Record<Verb, Partial<Record<Noun, Role>> & { default: Role }> = {
  read: { default: 'viewer', key: 'admin', audit: 'admin' },
  write: { default: 'member', key: 'admin', policy: 'admin', member: 'admin', workspace: 'admin' },
  act: { default: 'member' },
}

/** Whether an actor of `role` may do `verb` on `noun` in the actor's own workspace. Tenancy is
 *  not asked here: a noun of another workspace is never found in the first place. */
export function can(role: Role, verb: Verb, noun: Noun): boolean {
  return roles.indexOf(role) >= roles.indexOf(least[verb][noun] ?? least[verb].default)
}
