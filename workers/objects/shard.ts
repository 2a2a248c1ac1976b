// The shard: whole workspaces in one Durable Object, the only writer of their state. A shell: it
// holds memory and ports, and hands every call to the flow.
import { DurableObject } from 'cloudflare:workers'
import type { Check } from '../domain/check/check.ts'
import type { WorkspaceConfig } from '../domain/config.ts'
import type { HostReport } from '../domain/host/report.ts'
import type { Arrival, Document } from '../domain/move.ts'
import type { Heard } from '../domain/ping.ts'
import type { Saying } from '../domain/told/said.ts'
import type { Env } from '../env.ts'
import { actOn, addNote, checkNow, sendTest } from '../flow/act.ts'
import { placesIn } from '../flow/agent-places.ts'
import { lowIn, lowTold, takeTexts, usedIn } from '../flow/allowance.ts'
import { arrive, takeParcel } from '../flow/arrive.ts'
import { sendCode, typeCode } from '../flow/codes.ts'
import { configure, forget } from '../flow/configure.ts'
import { drillsOf, startDrill } from '../flow/drill.ts'
import { hearPing, hearSaying, hearSlug } from '../flow/hear.ts'
import { hearGoodbye, hearReport, metricHours } from '../flow/host.ts'
import { leave } from '../flow/leave.ts'
import { look, lookNow } from '../flow/look.ts'
import type { Memory } from '../flow/memory.ts'
import { openMemory } from '../flow/open-memory.ts'
import { hearKey, hearReceipt } from '../flow/receipts.ts'
import { acknowledgeTold, statusOf } from '../flow/replies.ts'
import { recentOf } from '../flow/samples.ts'
import { tappedIn } from '../flow/tap.ts'
import { actOnTap } from '../flow/tapped.ts'
import { wake } from '../flow/tick.ts'
import * as view from '../flow/view.ts'
import type { ShardPorts } from '../ports.ts'
import type { CarrierCall, LowCredits, ShardDoor, ShardHealth } from '../shard-door.ts'
import { wireShard } from '../wire/shard.ts'
import { workOf } from '../wire/work.ts'
import { following, pageOf, whereIs } from './follow.ts'

export class Shard extends DurableObject<Env> implements ShardDoor {
  readonly ports: ShardPorts
  readonly memory: Memory
  private readonly count = workOf(this.ctx.id.toString())

  constructor(context: DurableObjectState, env: Env) {
    super(context, env)
    this.ports = wireShard(env, context, this.count)
    this.memory = openMemory(this.ports, context.id.toString())
    context.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
  }

  /** Begins what is due and hands back at once: a running alarm would hold back the next. */
  override alarm(): void {
    this.begin(this.count.alarm)
  }

  async wake(): Promise<ShardHealth> {
    this.begin(this.count.wake)
    return { ...(await this.health()), lowCredits: lowIn(this.memory, this.ports) }
  }

  private begin(because = () => {}): void {
    because()
    try {
      wake(this.memory, this.ports, (work) => {
        const kept = work.catch((fault: unknown) => this.ports.log.error('shard', fault))
        this.ctx.waitUntil(this.count.busy(kept))
      })
    } catch (fault) {
      this.ports.log.error('wake', fault)
      this.ports.alarm.set(this.ports.clock.now() + 1_000)
    }
  }

  async configure(config: WorkspaceConfig): Promise<{ version: number }> {
    const answer = configure(this.memory, this.ports, config)
    this.begin()
    return answer
  }

  async forget(workspace: string): Promise<void> {
    forget(this.memory, this.ports, workspace)
  }

  async leave(workspace: string, to: string, epoch: number) {
    return leave(this.memory, this.ports, workspace, { to, epoch })
  }

  async takeParcel(workspace: string, epoch: number, number: number, parcel: Document[]) {
    takeParcel(this.memory, this.ports, workspace, { epoch, number, parcel })
  }

  async arrive(workspace: string, arrival: Arrival) {
    arrive(this.memory, this.ports, workspace, arrival)
    this.begin()
  }

  async versions(): Promise<Record<string, number>> {
    return Object.fromEntries([...this.memory.configs].map(([id, { version }]) => [id, version]))
  }

  async health(): Promise<ShardHealth> {
    const work = this.count.read()
    return { ...view.healthOf(this.memory, this.ports.clock.now()), work }
  }

  async views(workspace: string) {
    return view.viewsOf(this.memory, this.ports, workspace)
  }

  async places(workspace: string) {
    return view.placesIn(this.memory, workspace)
  }

  async view(workspace: string, check: string) {
    return view.viewOf(this.memory, this.ports, workspace, check)
  }

  async recent(workspace: string, check: string) {
    const isOwn = this.memory.checks.get(check)?.check.workspace === workspace
    return isOwn ? recentOf(this.memory, check) : []
  }

  async incidents(workspace: string) {
    return view.incidentsOf(this.memory, workspace)
  }

  async incident(workspace: string, id: string) {
    return view.incidentsOf(this.memory, workspace).find((one) => one.id === id) ?? null
  }

  async suspicions(workspace: string, check: string | null) {
    return view.suspicionsOf(this.memory, workspace, check)
  }

  async deliveries(workspace: string, incident: string | null) {
    return view.deliveriesIn(this.memory, workspace, incident)
  }

  async acknowledge(workspace: string, incident: string, by: string) {
    return this.act(workspace, incident, { kind: 'acknowledged', by })
  }

  async resolve(workspace: string, incident: string, by: string) {
    return this.act(workspace, incident, { kind: 'resolved', by })
  }

  private act(workspace: string, incident: string, act: Parameters<typeof actOn>[4]) {
    const after = actOn(this.memory, this.ports, workspace, incident, act)
    this.begin()
    return after
  }

  async note(workspace: string, incident: string, by: string, text: string) {
    const after = addNote(this.memory, this.ports, workspace, incident, { by, text })
    this.begin()
    return after
  }

  async tapped(workspace: string, code: string) {
    return tappedIn(this.memory, this.ports, workspace, code)
  }

  async tap(workspace: string, code: string) {
    const after = await actOnTap(this.memory, this.ports, workspace, code)
    this.begin()
    return after
  }

  async sendTest(workspace: string, channel: string) {
    return sendTest(this.memory, this.ports, workspace, channel).finally(() => this.begin())
  }

  async startDrill(workspace: string, by: string, channels: string[] | null) {
    const drill = startDrill(this.memory, this.ports, workspace, { by, channels })
    this.begin()
    return drill
  }

  async drills(workspace: string) {
    return drillsOf(this.memory, workspace)
  }

  async sendCode(workspace: string, channel: string) {
    return sendCode(this.memory, this.ports, workspace, channel)
  }

  async typeCode(workspace: string, channel: string, code: string) {
    return typeCode(this.memory, this.ports, workspace, channel, code)
  }

  async receipt(workspace: string, delivery: string, call: CarrierCall) {
    const isHeard = await hearReceipt(this.memory, this.ports, workspace, delivery, call)
    if (isHeard) this.begin()
    return isHeard
  }

  async key(workspace: string, delivery: string, call: CarrierCall) {
    const sentence = await hearKey(this.memory, this.ports, workspace, delivery, call)
    if (sentence !== null) this.begin()
    return sentence
  }

  async acknowledgeTold(workspace: string, channel: string) {
    const text = acknowledgeTold(this.memory, this.ports, workspace, channel)
    this.begin()
    return text
  }

  async used(workspace: string) {
    return usedIn(this.memory, this.ports, workspace)
  }

  async takeTexts(workspace: string, text: { to: string; segments: number }) {
    return takeTexts(this.memory, this.ports, workspace, text)
  }

  async lowTold(workspace: string, low: LowCredits['low']) {
    lowTold(this.memory, this.ports, workspace, low)
  }

  async status(workspace: string) {
    return statusOf(this.memory, workspace)
  }

  async checkNow(workspace: string, check: string): Promise<boolean> {
    const known = checkNow(this.memory, workspace, check)
    if (known) this.begin()
    return known
  }

  async ping(workspace: string, check: string, heard: Heard) {
    const answer = hearPing(this.memory, this.ports, workspace, check, heard)
    if (answer === 'ok') this.begin()
    return answer
  }

  async pingSlug(workspace: string, slug: string, heard: Heard) {
    const answer = hearSlug(this.memory, this.ports, workspace, slug, heard)
    if (answer === 'ok') this.begin()
    return answer
  }

  async pings(workspace: string, check: string) {
    return view.pingsOf(this.memory, workspace, check)
  }

  async hostReport(workspace: string, agent: string, report: HostReport): Promise<boolean> {
    const isTaken = hearReport(this.memory, this.ports, workspace, agent, report)
    if (isTaken) this.begin()
    return isTaken
  }

  async hostGoodbye(workspace: string, agent: string): Promise<void> {
    hearGoodbye(this.memory, this.ports, workspace, agent)
    this.begin()
  }

  async hosts(workspace: string) {
    return view.hostsIn(this.memory, workspace)
  }

  async hostMetrics(workspace: string, agent: string, since: number) {
    const isOwn = this.memory.hosts.get(agent)?.workspace === workspace
    return isOwn ? metricHours(this.ports, agent, since) : []
  }

  async say(workspace: string, check: string, saying: Saying): Promise<boolean> {
    const known = hearSaying(this.memory, this.ports, workspace, check, saying)
    if (known) this.begin()
    return known
  }

  async lookNow(workspace: string, check: string, locations: string[] | null) {
    return lookNow(this.memory, this.ports, { workspace, check, locations }, () => this.begin())
  }

  async look(workspace: string, check: Check, locations: string[]) {
    if (check.workspace !== workspace) return []
    const places = placesIn(this.memory, this.ports, workspace)
    return look(this.ports, this.memory.book, check, locations, places)
  }

  /** A live page: the hub has checked who asks, and names the workspace. */
  override async fetch(request: Request): Promise<Response> {
    const workspace = pageOf(request)
    if (!workspace) return new Response('a WebSocket is expected here\n', { status: 426 })
    const there = await whereIs(this, workspace)
    if (there !== null) return this.ports.shard(there).fetch(request)
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server, [workspace])
    return new Response(null, { status: 101, webSocket: client })
  }

  /** Pages only listen; a ping is answered without waking the shard. */
  override webSocketMessage(): void {}

  override webSocketClose(socket: WebSocket, code: number): void {
    socket.close(code === 1006 ? 1000 : code)
  }
}

following(Shard)
