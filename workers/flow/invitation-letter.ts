// The letter that brings an invitation.
import { carry } from '../channel/email.ts'
import { letterOf } from '../channel/letter.ts'
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'
import type { Invitation } from '../workspace-ports.ts'

/** What is missing so that letters can be sent, as a sentence; null: nothing is. */
export function lackOfMail(hub: HubPorts): string | null {
  const { mail, missing } = hub.settings.carriers
  if (mail) return null
  return `This installation cannot send mail yet: it lacks ${missing.mail.join(' and ')} (or, self-hosted, SMTP_URL and MAIL_FROM).`
}

/** Sends the link; throws `unavailable` when it did not leave. */
export async function mailInvitation(
  hub: HubPorts,
  to: string,
  { invitedBy, role, url }: Invitation & { url: string },
  workspace: string,
): Promise<void> {
  const { mail: carrier, baseUrl } = hub.settings.carriers
  if (!carrier) throw new Problem('unavailable', lackOfMail(hub) ?? '', 'email')
  const id = `letter-${hub.randomId(20)}`
  const letter = {
    headline: oneLine(`${invitedBy} invites you to ${workspace}`),
    lines: [
      `${invitedBy} invites you to watch the servers of ${workspace} with them, as ${role}. The link works once, for 7 days.`,
      'If you do not know them, do nothing.',
    ],
    link: { label: `Join ${workspace}`, url },
  }
  const mail = letterOf(letter, id, baseUrl || hub.settings.baseUrl)
  const { heard } = await carry((request) => hub.sender.send(request), carrier, to, mail, id)
  if (heard.answer === 'ok') return
  hub.log.error('letter', new Error(`the mail carrier said: ${heard.said}`), {})
  throw new Problem('unavailable', 'The mail could not be sent just now. Try again in a minute.')
}

/** Nothing in a header may begin another one. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
