// A report as it comes from an agent: read strictly, cut to what may be kept.
import { z } from 'zod'
import { findingsMax } from './reading.ts'
import type { HostReport } from './report.ts'

const instant = z.number().min(0).max(8.64e15)

const fields = z.object({
  v: z.literal(1),
  seq: z.int().min(1),
  spool: z.string().min(1).max(100),
  at: instant,
  findings: z
    .array(
      z.object({
        key: z.string().min(1).max(300),
        level: z.enum(['ok', 'warning', 'critical', 'unknown']),
        since: instant,
        text: z.string().max(1_000),
      }),
    )
    .max(2 * findingsMax),
  metrics: z.array(z.object({ name: z.string().min(1).max(200), value: z.number() })).max(2_000),
  lost: z.int().min(0),
})

/** The report; null: it is none. */
export function readReport(input: unknown): HostReport | null {
  const read = fields.safeParse(input)
  return read.success ? read.data : null
}
