// People who are called, and the ways to them.
import { type Context, Hono } from 'hono'
import type { Way } from '../../workers/call-ports.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { listChannels } from '../../workers/flow/channels.ts'
import { makeFeed } from '../../workers/flow/feeds.ts'
import { listPeople, setWays } from '../../workers/flow/people.ts'
import { listSchedules } from '../../workers/flow/schedules.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { PeoplePage } from '../pages/people.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { onward, page, textsOf } from './form.tsx'

export const peoplePages = new Hono<AppEnv>()

async function content(
  c: Context<AppEnv>,
  typed: Typed,
  feed: { person: string; url: string } | null = null,
) {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const [people, channels, schedules] = await Promise.all([
    listPeople(hub, actor),
    listChannels(hub, actor),
    listSchedules(hub, actor),
  ])
  return (
    <PeoplePage
      people={people}
      free={channels.filter((one) => !one.member)}
      schedules={Object.fromEntries(schedules.map((one) => [one.id, one.name]))}
      typed={typed}
      feed={feed}
    />
  )
}

peoplePages.get('/people', async (c) => page(c, await content(c, untouched)))

/** Changes the ways to a person by a function of what they are. */
async function change(
  c: Context<AppEnv>,
  texts: Record<string, string>,
  by: (ways: Way[]) => Way[],
) {
  const [hub, actor, id] = [c.get('hub'), c.get('actor'), c.req.param('id') ?? '']
  const act = async () => {
    const person = (await listPeople(hub, actor)).find((one) => one.id === id)
    await setWays(hub, actor, id, by(person?.ways ?? []))
    return '/people'
  }
  return onward(c, act, (typed) => content(c, typed), texts)
}

peoplePages.post('/people/:id/ways', async (c) => {
  const texts = await textsOf(c)
  const { channel = '', afterMinutes = '0' } = texts
  return change(c, texts, (ways) => {
    const after = Number(afterMinutes)
    if (!Number.isInteger(after) || after < 0 || after > 1_440) {
      throw new Problem('invalid', 'must be a whole number from 0 to 1440', 'afterMinutes')
    }
    return [...ways, { channel, afterMinutes: after }]
  })
})
peoplePages.post('/people/:id/ways/:channel/remove', (c) =>
  change(c, {}, (ways) => ways.filter((one) => one.channel !== c.req.param('channel'))),
)
peoplePages.post('/people/:id/feed', async (c) => {
  const person = c.req.param('id')
  const subject = { kind: 'person' as const, subject: person }
  const url = await makeFeed(c.get('hub'), c.get('actor'), subject)
  return page(c, await content(c, untouched, { person, url }))
})
