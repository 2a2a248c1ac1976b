// Structured lines for the operator: transitions and faults only, never a line per probe.
import type { Log } from './ports.ts'

/** One JSON object a line. */
export function makeLog(): Log {
  return {
    info: (event, facts) => console.log(JSON.stringify({ event, ...facts })),
    error: (event, fault, facts) =>
      console.error(JSON.stringify({ event, fault: faultText(fault), ...facts })),
  }
}

function faultText(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault)
  const cause = fault.cause instanceof Error ? ` (${fault.cause.message})` : ''
  return `${fault.name}: ${fault.message}${cause}`
}
