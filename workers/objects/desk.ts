// The desk: what the cron knows without Postgres (`domain/slate.ts`), in one small object that all
// of an installation share.
import { DurableObject } from 'cloudflare:workers'
import { askedOn, type Looked, lookedOn, type Slate } from '../domain/slate.ts'
import type { Env } from '../env.ts'
import type { Desk as Port } from '../ports.ts'

const key = 'slate'

export class Desk extends DurableObject<Env> implements Port {
  async read(): Promise<Slate | null> {
    return (await this.ctx.storage.get<Slate>(key)) ?? null
  }

  async asked(at: number): Promise<void> {
    const before = await this.read()
    const after = askedOn(before, at)
    if (after.askedAt !== before?.askedAt) await this.ctx.storage.put(key, after)
  }

  async looked(looked: Looked): Promise<void> {
    await this.ctx.storage.put(key, lookedOn(await this.read(), looked))
  }
}
