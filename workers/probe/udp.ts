// The UDP probe at an edge location: Workers send no datagrams. An agent puts its own file in this
// one's place (agent/probe/).
import type { Measurement, ProbeOrder } from '../domain/measurement.ts'

/** Says that this place cannot. */
export async function probeUdp({ id }: ProbeOrder): Promise<Measurement> {
  const detail = 'UDP cannot be sent from here; an agent can'
  return { v: 1, kind: 'notMeasured', order: id, reason: 'not_inspectable', detail }
}
