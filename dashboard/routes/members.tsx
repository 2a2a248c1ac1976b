// Members and invitations.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { roles } from '../../workers/domain/permission.ts'
import { may } from '../../workers/flow/change.ts'
import { invite, listInvitations, revokeInvitation } from '../../workers/flow/invitations.ts'
import { lackOfMail } from '../../workers/flow/letters.ts'
import { changeRole, listMembers, removeMember } from '../../workers/flow/memberships.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { parsed } from '../../workers/routes/api.ts'
import { type MembersData, MembersPage } from '../pages/members.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { onward, page, refused, textsOf } from './form.tsx'

export const memberPages = new Hono<AppEnv>()

async function content(c: Context<AppEnv>, typed: Typed, made: MembersData['made'] = null) {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const [members, invitations] = await Promise.all([
    listMembers(hub, actor),
    may(actor, 'write', 'member') ? listInvitations(hub, actor) : null,
  ])
  const { id, role } = actor
  return (
    <MembersPage
      members={members}
      invitations={invitations}
      me={{ id, role }}
      typed={typed}
      made={made}
      lack={lackOfMail(hub)}
    />
  )
}

memberPages.get('/members', async (c) => page(c, await content(c, untouched)))

const role = z.enum(roles, `must be one of ${roles.join(', ')}`)
const inviteInput = z.object({ role, email: z.string().trim().max(254) })

memberPages.post('/members/invitations', async (c) => {
  const texts = await textsOf(c)
  const again = async (typed: Typed, status: number) => page(c, await content(c, typed), status)
  try {
    const { role, email } = parsed(inviteInput, { email: '', ...texts })
    const made = await invite(c.get('hub'), c.get('actor'), { role, email: email || null })
    return page(c, await content(c, untouched, made), 201)
  } catch (fault) {
    return refused(fault, texts, again)
  }
})
memberPages.post('/members/invitations/:id/remove', async (c) => {
  await revokeInvitation(c.get('hub'), c.get('actor'), c.req.param('id'))
  return c.redirect('/members', 303)
})
memberPages.post('/members/:id/role', async (c) => {
  const texts = await textsOf(c)
  const act = async () => {
    const chosen = parsed(z.object({ role }), texts)
    await changeRole(c.get('hub'), c.get('actor'), c.req.param('id'), chosen.role)
    return '/members'
  }
  return onward(c, act, ({ fault }) => content(c, { values: {}, fault }), {})
})
memberPages.post('/members/:id/remove', async (c) => {
  const [actor, id] = [c.get('actor'), c.req.param('id')]
  const act = async () => {
    await removeMember(c.get('hub'), actor, id)
    return actor.id === id ? '/' : '/members'
  }
  return onward(c, act, (typed) => content(c, typed), {})
})
