// The heartbeat of a replication: a number that counts up is written on the primary and looked for
// at the replica. When each was written is remembered here, so that one clock alone measures.
import type { Beat } from '../../workers/domain/host/replication.ts'
import { faultText } from '../host/collector.ts'

const keptMax = 2_000

export class Beats {
  private readonly written: { beat: number; at: number }[] = []
  private firstAt: number | null = null
  private seen: { beat: number; at: number } | null = null

  /** Writes the next one with `write`, and looks with `read` which is the newest that came. */
  async turn(
    now: number,
    write: (beat: number) => Promise<void>,
    read: () => Promise<number | null>,
  ): Promise<Beat> {
    const beat = Math.max(now, (this.written.at(-1)?.beat ?? 0) + 1)
    const writeFault = await write(beat).then(
      () => null,
      (fault: unknown) => faultText(fault),
    )
    if (writeFault === null) {
      this.firstAt ??= now
      this.written.push({ beat, at: Date.now() })
      if (this.written.length > keptMax) this.written.shift()
    } else this.firstAt = null
    let readFault: string | null = null
    const newest = await read().catch((fault: unknown) => {
      readFault = faultText(fault)
      return null
    })
    const readAt = Date.now()
    return {
      writeFault,
      readFault,
      ageSeconds: newest === null ? null : this.ageOf(newest, readAt),
      writtenForSeconds: this.firstAt === null ? 0 : (now - this.firstAt) / 1_000,
    }
  }

  /** How long the first beat that has not come is on its way; 0 when the newest has. A number from
   *  before this program began is its own time of writing. */
  private ageOf(newest: number, readAt: number): number {
    if (this.seen === null || newest > this.seen.beat) this.seen = { beat: newest, at: readAt }
    const missing = this.written.find((one) => one.beat > newest)
    if (!missing) return 0
    const known = this.written.some((one) => one.beat === newest)
    const since = known ? missing.at : Math.min(newest, missing.at)
    return Math.max(0, (readAt - since) / 1_000)
  }
}
