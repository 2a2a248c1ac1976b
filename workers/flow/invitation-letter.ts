// The letter that brings an invitation.
import type { HubPorts } from '../hub-ports.ts'
import type { Invitation } from '../workspace-ports.ts'
import { post } from './letters.ts'

/** Sends the link; throws `unavailable` when it did not leave. */
export async function mailInvitation(
  hub: HubPorts,
  to: string,
  { invitedBy, role, url }: Invitation & { url: string },
  workspace: string,
): Promise<void> {
  await post(hub, to, {
    headline: oneLine(`${invitedBy} invites you to ${workspace}`),
    lines: [
      `${invitedBy} invites you to watch the servers of ${workspace} with them, as ${role}. The link works once, for 7 days.`,
      'If you do not know them, do nothing.',
    ],
    link: { label: `Join ${workspace}`, url },
  })
}

/** Nothing in a header may begin another one. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
