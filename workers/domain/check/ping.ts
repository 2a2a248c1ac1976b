// The `ping` check (ICMP echo). Workers cannot send ICMP: agents alone are asked.
import type { Measurement } from '../measurement.ts'
import type { Judgement } from '../observation.ts'
import { type FormField, wholeBetween } from './check-fields.ts'
import type { Kind } from './kind.ts'
import { hostField } from './tcp.ts'
import { judgeTrouble } from './trouble.ts'

export interface PingSettings {
  host: string
  /** More lost than this is a failure. */
  lossPercentMax: number
}

export const pingFields = { host: hostField, lossPercentMax: wholeBetween(0, 99, 'percent') }

export const pingForm: FormField[] = [
  {
    name: 'host',
    label: 'Host',
    help: 'A name or an address; IPv6 in brackets.',
    kind: 'text',
    required: true,
    placeholder: 'router.example.com',
  },
  {
    name: 'lossPercentMax',
    label: 'Lost at most',
    help: 'More lost echoes than this are a failure.',
    kind: 'number',
    unit: 'percent',
    advanced: true,
  },
]

export const ping: Kind<'ping'> = {
  label: 'Ping',
  help: 'A host that must answer ICMP echo.',
  asked: 'agent',
  form: pingForm,
  fields: pingFields,
  required: ['host'],
  defaults: { lossPercentMax: 50 },
  targetText: ({ host }) => host,
  address: ({ host }) => ({ host, port: 0, field: 'host' }),
  words: ({ lossPercentMax }) =>
    `The host must answer ICMP echo, with at most ${lossPercentMax} % lost. Agents ask it.`,
  command: ({ host }) => `ping -c ${echoes} ${host.replace(/^\[|\]$/g, '')}`,
  target: ({ host }) => ({ type: 'ping', ping: { host, count: echoes } }),
  evaluate: ({ ping: settings }, measured) => evaluatePing(settings, measured),
}

/** Enough to tell a lost one from a lost host, few enough to be done in a second. */
const echoes = 5

/** More lost than allowed is a failure; how long they took is judged as for every check. */
function evaluatePing({ lossPercentMax }: PingSettings, measured: Measurement): Judgement {
  if (measured.kind !== 'answered') return judgeTrouble(measured)
  const { sent, received } = measured.echoes ?? { sent: 0, received: 0 }
  const lostPercent = sent === 0 ? 0 : Math.round(((sent - received) * 100) / sent)
  if (lostPercent <= lossPercentMax) return { kind: 'pass' }
  const unmet = {
    line: `at most ${lossPercentMax} % lost`,
    found: `${lostPercent} %, ${sent - received} of ${sent}`,
  }
  return { kind: 'fail', reasons: ['expectation'], phase: 'connect', timeout: false, unmet }
}
