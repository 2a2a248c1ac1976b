// Two roads to a master: a WebSocket, and a long poll where a proxy lets nothing better through. Both
// carry the same frames and end the same way.
import WebSocket from 'ws'
import {
  type AgentFrame,
  closeReplaced,
  closeRevoked,
  frameOf,
  linkSilentMs,
  type MasterFrame,
  pingEveryMs,
  pingText,
  pollWaitMs,
} from '../workers/domain/agent-link.ts'
import { jsonOf, post, textOf, trusting, whyNot } from './post.ts'
import { stopwatch } from './stopwatch.ts'

/** How a road ended. `blocked`: it never began, and the master may be there all the same. */
export type Ended = 'revoked' | 'replaced' | 'lost' | 'blocked'

export interface Road {
  send(frame: AgentFrame): void
  close(): void
}

export interface RoadSettings {
  url: string
  key: string
  /** An authority of this master's own, in PEM. */
  ca?: string | undefined
  program: string
  /** Called when frames may be sent. */
  opened(road: Road): void
  heard(frame: MasterFrame): void
  /** Why it was not reached, for the log. */
  troubled(why: string): void
  signal: AbortSignal
}

const openMsMax = 15_000
/** What a refusal says is awaited so long. */
const refusalMsMax = 5_000

const headersOf = ({ key, program }: RoadSettings) => {
  return { authorization: `Bearer ${key}`, 'user-agent': `esonar-agent/${program}` }
}

/** Holds a WebSocket until it ends. Certificates are verified. */
export function bySocket(settings: RoadSettings): Promise<Ended> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${settings.url.replace(/^http/, 'ws')}/agent/link`, {
      headers: headersOf(settings),
      handshakeTimeout: openMsMax,
      perMessageDeflate: false,
      ...trusting(settings.ca),
    })
    let isOpen = false
    let sinceHeard = stopwatch()
    const beat = setInterval(() => {
      if (sinceHeard() > linkSilentMs) socket.terminate()
      else if (isOpen) socket.send(pingText)
    }, pingEveryMs)
    const end = (how: Ended) => {
      clearInterval(beat)
      settings.signal.removeEventListener('abort', stop)
      resolve(how)
    }
    const stop = () => socket.close(1000)
    settings.signal.addEventListener('abort', stop)
    socket.on('open', () => {
      isOpen = true
      settings.opened({
        send: (frame) => socket.send(JSON.stringify(frame), () => undefined),
        close: stop,
      })
    })
    socket.on('message', (data) => {
      sinceHeard = stopwatch()
      const frame = frameOf<MasterFrame>(String(data))
      if (frame) settings.heard(frame)
    })
    socket.on('unexpected-response', (_asked, answer) => {
      const late = new Promise<string>((done) => setTimeout(done, refusalMsMax, ''))
      void Promise.race([textOf(answer).catch(() => ''), late]).then((text) => {
        end(howRefused(answer.statusCode, text, settings))
        socket.terminate()
      })
    })
    socket.on('error', (fault) => settings.troubled(whyNot(fault)))
    socket.on('close', (code) => {
      if (code === closeRevoked) end('revoked')
      else if (code === closeReplaced) end('replaced')
      else end(isOpen ? 'lost' : 'blocked')
    })
  })
}

/** What a refusal means. A 401 that is not the master's own is a proxy's, and ends nothing for good. */
function howRefused(status = 0, text: string, { troubled }: RoadSettings): Ended {
  if (status === 401 && isMastersNo(text)) return 'revoked'
  if (status === 401 || status === 403)
    troubled(`status ${status} from something before the master, which must let /agent/ through`)
  return 'blocked'
}

function isMastersNo(text: string): boolean {
  if (text.trim() === 'revoked') return true
  const said = jsonOf(text) as { type?: unknown } | null
  return String(said?.type ?? '').endsWith('/problems/unauthenticated')
}

/** Polls until `maxMs` have passed, the master is gone, or it is told to stop. */
export async function byPolling(settings: RoadSettings, maxMs: number): Promise<Ended> {
  const took = stopwatch()
  let frames: AgentFrame[] = []
  let isOver = false
  let cut = new AbortController()
  const road: Road = {
    send: (frame) => {
      frames.push(frame)
      // What is to be said does not wait for the answer to the poll before.
      cut.abort('more to say')
    },
    close: () => {
      isOver = true
      cut.abort('over')
    },
  }
  settings.signal.addEventListener('abort', road.close)
  settings.opened(road)
  try {
    while (!isOver && took() < maxMs) {
      const sent = frames
      frames = []
      cut = new AbortController()
      const said = await poll(settings, sent, cut.signal)
      if (said === 'cut') continue
      if (!Array.isArray(said)) return said
      for (const frame of said) settings.heard(frame)
    }
    return 'lost'
  } finally {
    settings.signal.removeEventListener('abort', road.close)
  }
}

/** One poll. Only one that brings nothing is cut short. */
async function poll(
  settings: RoadSettings,
  frames: AgentFrame[],
  cut: AbortSignal,
): Promise<MasterFrame[] | Ended | 'cut'> {
  const late = AbortSignal.timeout(pollWaitMs + openMsMax)
  try {
    const { status, text, json } = await post(`${settings.url}/agent/poll`, {
      headers: headersOf(settings),
      body: { frames },
      ca: settings.ca,
      signal: frames.length === 0 ? AbortSignal.any([late, cut]) : late,
    })
    if (status !== 200) return howRefused(status, text, settings)
    const heard = (json as { frames?: MasterFrame[] } | null)?.frames
    return Array.isArray(heard) ? heard : 'blocked'
  } catch (fault) {
    const isCut = cut.aborted && !late.aborted && frames.length === 0
    if (!isCut) settings.troubled(whyNot(fault))
    return isCut ? 'cut' : 'lost'
  }
}
