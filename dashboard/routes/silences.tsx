// Silences.
import { type Context, Hono } from 'hono'
import { createSilence, endSilence, listSilences } from '../../workers/flow/silences.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { lengths, SilencesPage } from '../pages/silences.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { onward, page, textsOf } from './form.tsx'
import { checkNames } from './names.ts'

export const silencePages = new Hono<AppEnv>()

const hourMs = 3_600_000
const dayMs = 24 * hourMs

async function content(c: Context<AppEnv>, typed: Typed) {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const [silences, names] = await Promise.all([listSilences(hub, actor), checkNames(hub, actor)])
  return <SilencesPage silences={silences} names={names} now={hub.now()} typed={typed} />
}

silencePages.get('/silences', async (c) => page(c, await content(c, untouched)))

/** When a silence of one of the offered lengths ends. */
function untilOf(length: string | undefined, now: number): number {
  if (length === lengths[1]) return now + 4 * hourMs
  if (length === lengths[2]) return Math.floor(now / dayMs) * dayMs + dayMs + 9 * hourMs
  return length === lengths[3] ? now + 7 * dayMs : now + hourMs
}

silencePages.post('/silences', async (c) => {
  const texts = await textsOf(c)
  const { check, tag, pattern, reason = '', length, back } = texts
  const act = async () => {
    await createSilence(c.get('hub'), c.get('actor'), {
      ...(check ? { check } : {}),
      ...(tag?.trim() ? { tag: tag.trim() } : {}),
      ...(pattern?.trim() ? { pattern: pattern.trim().slice(0, 200) } : {}),
      until: untilOf(length, c.get('hub').now()),
      reason: reason.trim().slice(0, 500) || 'silenced on its page',
    })
    return check && back === 'check' ? `/checks/${check}` : '/silences'
  }
  return onward(c, act, (typed) => content(c, typed), texts)
})

silencePages.post('/silences/:id/end', async (c) => {
  await endSilence(c.get('hub'), c.get('actor'), c.req.param('id'), null)
  return c.redirect('/silences', 303)
})
