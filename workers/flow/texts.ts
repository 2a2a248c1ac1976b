// A text message that came in: whose number it is, whether Twilio really sent it, and what each
// workspace of that number makes of it.
import { accountFrom } from '../channel/account.ts'
import { mapSecrets } from '../channel/index.ts'
import { isSigned } from '../channel/twilio.ts'
import type { Channel } from '../domain/config.ts'
import { type Command, commandOf, helpText, oneText } from '../domain/reply.ts'
import type { HubPorts } from '../hub-ports.ts'
import type { CarrierCall } from '../shard-door.ts'
import { push } from './change.ts'
import { hidden } from './channels.ts'

/** What to answer; an empty text: nothing. Null: not signed by an account that we know. */
export async function hearText(hub: HubPorts, call: CarrierCall): Promise<string | null> {
  const { From = '', Body = '', AccountSid } = call.form
  const isOurs = AccountSid === hub.settings.carriers.twilio?.accountSid
  // A forged one is turned away before anything is looked up.
  if (isOurs && !isInstallations(hub, call)) return null
  const command = commandOf(Body)
  // Who says stop is told by no status page any more either.
  const hasLeft = isOurs && command === 'stop'
  if (hasLeft) await hub.subscribers.dropAddress('sms', From)
  const own = await channelsOf(hub, From, call)
  if (own.length === 0) return hasLeft ? '' : isOurs ? helpText : null
  const answers: string[] = []
  for (const channel of own) answers.push(await answerOf(hub, channel, command))
  return oneText([...new Set(answers)].filter((text) => text !== '').join(' '))
}

/** Verified channels to this number that send by the account which signed. */
async function channelsOf(hub: HubPorts, from: string, call: CarrierCall): Promise<Channel[]> {
  if (!/^\+[1-9]\d{7,14}$/.test(from)) return []
  const own: Channel[] = []
  for (const channel of await hub.config.channelsTo('sms', from)) {
    if (!channel.verifiedAt) continue
    const { settings } = await mapSecrets(channel, hub.vault.open)
    const account = accountFrom(call.form.AccountSid ?? '', settings, hub.settings.carriers)
    if (account && isSigned(account.authToken, call.signature, call.url, call.form)) {
      own.push(channel)
    }
  }
  return own
}

function isInstallations({ settings }: HubPorts, { url, signature, form }: CarrierCall): boolean {
  const { twilio } = settings.carriers
  return twilio !== null && isSigned(twilio.authToken, signature, url, form)
}

async function answerOf(hub: HubPorts, channel: Channel, command: Command): Promise<string> {
  const { workspace, id } = channel
  switch (command) {
    case 'ack':
      return (await hub.shard(workspace)).acknowledgeTold(workspace, id)
    case 'status':
      return (await hub.shard(workspace)).status(workspace)
    case 'stop':
      await turn(hub, channel, { enabled: false, disabledWhy: 'stopped' })
      return ''
    case 'start':
      if (channel.disabledWhy === 'stopped') {
        await turn(hub, channel, { enabled: true, disabledWhy: null })
      }
      return ''
    case 'help':
      return helpText
  }
}

/** Twilio itself stops sending and says so: the channel must not look as if it were told. */
async function turn(
  hub: HubPorts,
  before: Channel,
  to: Pick<Channel, 'enabled' | 'disabledWhy'>,
): Promise<void> {
  const { workspace, id, version, settings } = before
  const updatedAt = new Date(hub.now()).toISOString()
  const after: Channel = { ...before, ...to, version: version + 1, updatedAt }
  const audit = {
    actor: settings.to ?? id,
    actorName: 'a text message',
    verb: to.enabled ? 'start' : 'stop',
    noun: 'channel' as const,
    subject: id,
    before: await hidden(before),
    after: await hidden(after),
  }
  await hub.config.putChannel(workspace, after, version, audit)
  await push(hub, workspace)
}
