// Whether an agent is there, in a word, and since when it is not.
import type { LinkState } from '../../workers/agent-ports.ts'
import { Health } from './health.tsx'
import { For } from './when.tsx'

export interface AgentStateData {
  agent: { revokedAt: string | null; lastSeenAt: string | null; link: LinkState | null }
  now: number
}

export function AgentState({ agent: { revokedAt, lastSeenAt, link }, now }: AgentStateData) {
  if (revokedAt !== null) return <Health health="paused" word="revoked" />
  if (link === null) return <Health health="unknown" word="cannot be asked now" />
  if (link.road === 'socket') return <Health health="up" word="connected" />
  if (link.road === 'poll') return <Health health="up" word="connected, by polling" />
  const seenAt = link.seenAt ?? (lastSeenAt === null ? null : Date.parse(lastSeenAt))
  if (seenAt === null) return <Health health="unknown" word="not seen yet" />
  return (
    <>
      <Health health="unknown" word={link.saidGoodbye ? 'stopped' : 'away'} />{' '}
      <small>
        for <For since={seenAt} now={now} />
      </small>
    </>
  )
}
