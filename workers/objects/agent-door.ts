// The door of one agent: holds its link, a hibernating WebSocket or a long poll, and passes on what
// the shard asks and what the agent says. It judges nothing and knows no check.
import { DurableObject } from 'cloudflare:workers'
import type { LinkState } from '../agent-ports.ts'
import {
  type AgentFrame,
  closeReplaced,
  closeRevoked,
  frameCharsMax,
  frameOf,
  linkSilentMs,
  type MasterFrame,
  pingText,
  pollWaitMs,
  pongText,
} from '../domain/agent-link.ts'
import type { Batch } from '../domain/measurement.ts'
import type { Env } from '../env.ts'
import { type AgentPorts, wireAgent } from '../wire/agent.ts'
import { makeAsks } from './agent-asks.ts'

/** Between two polls of an agent that is there. */
const betweenPollsMs = 15_000
/** Frames that wait for a poll; more is no agent that listens. */
const outboxMax = 200

interface Who {
  agent: string
  workspace: string
}

export class AgentDoor extends DurableObject<Env> {
  private readonly ports: AgentPorts
  private readonly asks = makeAsks((frame) => this.send(frame))
  private heardAt = 0
  private polledAt = 0
  private outbox: MasterFrame[] = []
  /** Answers the poll that waits. */
  private release: (() => void) | null = null

  constructor(context: DurableObjectState, env: Env) {
    super(context, env)
    this.ports = wireAgent(env)
    context.setWebSocketAutoResponse(new WebSocketRequestResponsePair(pingText, pongText))
  }

  async state(): Promise<LinkState> {
    const stored = (await this.ctx.storage.get<number>('seenAt')) ?? null
    const road = this.road()
    return {
      road,
      seenAt: Math.max(stored ?? 0, this.lastWordAt()) || null,
      saidGoodbye: road === null && ((await this.ctx.storage.get<boolean>('goodbye')) ?? false),
    }
  }

  /** Takes no link of it any more, for ever; that is all that stays of it here. */
  async revoke(): Promise<void> {
    await this.ctx.storage.deleteAll()
    await this.ctx.storage.put('revoked', true)
    for (const socket of this.ctx.getWebSockets()) socket.close(closeRevoked, 'revoked')
    this.polledAt = 0
    this.release?.()
    this.asks.endAll()
  }

  override async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/ask') return this.ask((await request.json()) as Batch)
    if (await this.isRevoked()) return new Response('revoked\n', { status: 401 })
    const who = {
      agent: request.headers.get('x-esonar-agent') ?? '',
      workspace: request.headers.get('x-esonar-workspace') ?? '',
    }
    return pathname === '/poll' ? this.poll(await request.text(), who) : this.link(request, who)
  }

  private async isRevoked(): Promise<boolean> {
    return (await this.ctx.storage.get<boolean>('revoked')) ?? false
  }

  private async ask(batch: Batch): Promise<Response> {
    if (this.road() === null) return new Response('not connected\n', { status: 503 })
    const capabilities = (await this.ctx.storage.get<string[]>('capabilities')) ?? []
    return new Response(this.asks.begin(batch, capabilities), {
      headers: { 'content-type': 'application/x-ndjson' },
    })
  }

  private link(request: Request, who: Who): Response {
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') {
      return new Response('a WebSocket is expected here\n', { status: 426 })
    }
    const { 0: client, 1: server } = new WebSocketPair()
    for (const old of this.ctx.getWebSockets()) old.close(closeReplaced, 'replaced')
    this.asks.endAll()
    this.ctx.acceptWebSocket(server)
    server.serializeAttachment({ ...who, at: Date.now() })
    return new Response(null, { status: 101, webSocket: client })
  }

  private async poll(text: string, who: Who): Promise<Response> {
    const frames = text.length > frameCharsMax ? null : framesOf(text)
    if (!frames) return new Response('frames are expected here\n', { status: 400 })
    this.release?.()
    this.polledAt = Date.now()
    const replies: MasterFrame[] = []
    for (const frame of frames) await this.hear(frame, who, (reply) => replies.push(reply))
    // Who has something to say has more of it soon: it is answered at once.
    if (frames.length === 0 && this.outbox.length === 0) {
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, pollWaitMs)
        this.release = () => {
          clearTimeout(late)
          resolve()
        }
      })
      this.release = null
    }
    if (await this.isRevoked()) return new Response('revoked\n', { status: 401 })
    this.polledAt = Date.now()
    return Response.json({ frames: [...replies, ...this.outbox.splice(0)] })
  }

  /** By which road the agent can be spoken to now. */
  private road(): LinkState['road'] {
    const now = Date.now()
    if (this.socket() && now - this.lastWordAt() < linkSilentMs) return 'socket'
    return this.release !== null || now - this.polledAt < betweenPollsMs ? 'poll' : null
  }

  private socket(): WebSocket | null {
    const open = this.ctx.getWebSockets().filter((one) => one.readyState === WebSocket.OPEN)
    return open.at(-1) ?? null
  }

  /** When the agent was last heard, in this life of the object. */
  private lastWordAt(): number {
    const socket = this.socket()
    const linkedAt = (socket?.deserializeAttachment() as { at?: number } | null)?.at ?? 0
    const pingedAt = socket ? this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() : 0
    return Math.max(linkedAt, pingedAt ?? 0, this.heardAt, this.polledAt)
  }

  private send(frame: MasterFrame): void {
    const socket = this.socket()
    if (socket) {
      socket.send(JSON.stringify(frame))
      return
    }
    if (this.outbox.length < outboxMax) this.outbox.push(frame)
    this.release?.()
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const frame = typeof message === 'string' ? frameOf<AgentFrame>(message) : null
    const who = socket.deserializeAttachment() as Who | null
    if (!frame || !who) return
    await this.hear(frame, who, (reply) => socket.send(JSON.stringify(reply)))
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    await this.noteSeen()
    if (this.road() !== 'socket') this.asks.endAll()
    socket.close(code === 1005 || code === 1006 ? 1000 : code)
  }

  override async webSocketError(): Promise<void> {
    await this.noteSeen()
    if (this.road() !== 'socket') this.asks.endAll()
  }

  private async noteSeen(): Promise<void> {
    if (!(await this.isRevoked())) await this.ctx.storage.put('seenAt', Date.now())
  }

  private async hear(
    frame: AgentFrame,
    who: Who,
    reply: (frame: MasterFrame) => void,
  ): Promise<void> {
    this.heardAt = Date.now()
    switch (frame.kind) {
      case 'hello':
        return this.hello(frame, who, reply)
      case 'time':
        return reply({ kind: 'time', sent: frame.sent, now: Date.now() })
      case 'event':
        return this.asks.hear(frame.ask, frame.event)
      case 'over':
        return this.asks.end(frame.ask)
      case 'report':
        return this.report(frame, who, reply)
      case 'goodbye':
        return this.goodbye(who)
    }
  }

  private async hello(
    { program, capabilities }: Extract<AgentFrame, { kind: 'hello' }>,
    { workspace, agent }: Who,
    reply: (frame: MasterFrame) => void,
  ): Promise<void> {
    const now = Date.now()
    const able = capabilities.map((one) => String(one).slice(0, 40)).slice(0, 40)
    await this.ctx.storage.put({ seenAt: now, goodbye: false, capabilities: able })
    reply({ kind: 'welcome', v: 1, agent, now, version: this.ports.version })
    const seen = {
      lastSeenAt: new Date(now).toISOString(),
      program: String(program).slice(0, 40),
      capabilities: able,
    }
    await this.ports.see(workspace, agent, seen)
  }

  /** Acknowledged when the shard has it: what is not is sent again. */
  private async report(
    { report }: Extract<AgentFrame, { kind: 'report' }>,
    { workspace, agent }: Who,
    reply: (frame: MasterFrame) => void,
  ): Promise<void> {
    try {
      const shard = await this.ports.shard(workspace)
      if (await shard.hostReport(workspace, agent, report)) {
        reply({ kind: 'ack', spool: report.spool, seq: report.seq })
      }
    } catch (fault) {
      this.ports.log.error('agent.report', fault, { agent })
    }
  }

  private async goodbye({ workspace, agent }: Who): Promise<void> {
    await this.ctx.storage.put({ goodbye: true, seenAt: Date.now() })
    this.polledAt = 0
    try {
      await (await this.ports.shard(workspace)).hostGoodbye(workspace, agent)
    } catch (fault) {
      this.ports.log.error('agent.goodbye', fault, { agent })
    }
  }
}

function framesOf(text: string): AgentFrame[] | null {
  try {
    const { frames } = JSON.parse(text) as { frames?: unknown }
    if (!Array.isArray(frames)) return null
    return frames.flatMap((one) => frameOf<AgentFrame>(JSON.stringify(one)) ?? [])
  } catch {
    return null
  }
}
