// The workspaces of a person, and the one they are in.
import { type Context, Hono } from 'hono'
import { Problem } from '../../workers/domain/problem.ts'
import { may } from '../../workers/flow/change.ts'
import { listMembers, removeMember, transferOwnership } from '../../workers/flow/memberships.ts'
import {
  deleteWorkspace,
  getWorkspace,
  listWorkspaces,
  makeWorkspace,
  renameWorkspace,
} from '../../workers/flow/workspaces.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { chooseWorkspace } from '../../workers/middleware/workspace.ts'
import { exported } from '../../workers/routes/workspaces.ts'
import { WorkspacePage } from '../pages/workspace.tsx'
import { WorkspacesPage } from '../pages/workspaces.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { onward, page, textsOf } from './form.tsx'

export const workspacePages = new Hono<AppEnv>()

async function all(c: Context<AppEnv>, typed: Typed) {
  const actor = c.get('actor')
  const workspaces = await listWorkspaces(c.get('hub'), actor)
  return <WorkspacesPage workspaces={workspaces} current={actor.workspace} typed={typed} />
}

workspacePages.get('/workspaces', async (c) => page(c, await all(c, untouched)))
workspacePages.post('/workspaces', async (c) => {
  const texts = await textsOf(c)
  const act = async () => {
    const person = personOf(c)
    chooseWorkspace(c, await makeWorkspace(c.get('hub'), person, texts.name ?? ''))
    return '/'
  }
  return onward(c, act, (typed) => all(c, typed), texts)
})
workspacePages.post('/workspaces/:id/choose', async (c) => {
  const own = await listWorkspaces(c.get('hub'), personOf(c))
  const found = own.find((one) => one.workspace === c.req.param('id'))
  if (!found) throw new Problem('not_found', 'You belong to no workspace of this id.')
  chooseWorkspace(c, found.workspace)
  return c.redirect('/', 303)
})

/** Who is signed in. A key is of one workspace and has no other to choose. */
function personOf(c: Context<AppEnv>) {
  const actor = c.get('actor')
  if (actor.kind === 'person') return actor
  throw new Problem('forbidden', 'A key belongs to one workspace; sign in to choose another.')
}

async function one(
  c: Context<AppEnv>,
  typed: Partial<Record<'renaming' | 'ending' | 'moving', Typed>>,
) {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const [workspace, members] = await Promise.all([
    getWorkspace(hub, actor),
    listMembers(hub, actor),
  ])
  return (
    <WorkspacePage
      workspace={workspace}
      me={actor.kind === 'person' ? actor.id : null}
      members={members}
      mayRename={may(actor, 'write', 'workspace')}
      mayExport={may(actor, 'read', 'audit')}
      renaming={untouched}
      ending={untouched}
      moving={untouched}
      {...typed}
    />
  )
}

workspacePages.get('/workspace', async (c) => page(c, await one(c, {})))
workspacePages.get('/workspace/export', (c) => exported(c))
workspacePages.post('/workspace/name', async (c) => {
  const texts = await textsOf(c)
  const act = async () => {
    await renameWorkspace(c.get('hub'), c.get('actor'), texts.name ?? '')
    return '/workspace'
  }
  return onward(c, act, (renaming) => one(c, { renaming }), texts)
})
workspacePages.post('/workspace/leave', async (c) => {
  const actor = personOf(c)
  const act = async () => {
    await removeMember(c.get('hub'), actor, actor.id)
    return '/'
  }
  return onward(c, act, (moving) => one(c, { moving }), {})
})
workspacePages.post('/workspace/owner', async (c) => {
  const { person = '' } = await textsOf(c)
  const act = async () => {
    await transferOwnership(c.get('hub'), c.get('actor'), person)
    return '/workspace'
  }
  return onward(c, act, (moving) => one(c, { moving }), {})
})
workspacePages.post('/workspace/remove', async (c) => {
  const { typed = '' } = await textsOf(c)
  const act = async () => {
    await deleteWorkspace(c.get('hub'), c.get('actor'), typed)
    return '/'
  }
  const again = ({ values, fault }: Typed) => {
    const field = fault?.field === 'name' ? 'typed' : (fault?.field ?? null)
    return one(c, { ending: { values, fault: fault && { ...fault, field } } })
  }
  return onward(c, act, again, { typed })
})
