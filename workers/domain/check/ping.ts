// The `ping` check (ICMP echo). Workers cannot send ICMP: agents alone are asked.
import { type FormField, wholeBetween } from './check-fields.ts'
import type { Kind } from './kind.ts'
import { hostField } from './tcp.ts'

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
  defaults: { lossPercentMax: 50 } satisfies Partial<PingSettings> as Partial<PingSettings>,
  targetText: ({ host }) => host,
  address: ({ host }) => ({ host, port: 0, field: 'host' }),
  words: ({ lossPercentMax }) =>
    `The host must answer ICMP echo, with at most ${lossPercentMax} % lost. This needs an agent.`,
}
