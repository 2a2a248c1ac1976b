// A courier of messages: an object that keeps nothing and sends what a shard hands it. An object may
// have six connections open at once; a shard with more to tell at one moment has couriers beside it.
import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../env.ts'
import type { OutgoingRequest, Sender, SendOutcome } from '../ports.ts'
import { senderOf } from '../wire/sender.ts'

export class Courier extends DurableObject<Env> implements Sender {
  private readonly sender: Sender

  constructor(context: DurableObjectState, env: Env) {
    super(context, env)
    this.sender = senderOf(env)
  }

  async send(request: OutgoingRequest): Promise<SendOutcome> {
    return this.sender.send(request)
  }
}
