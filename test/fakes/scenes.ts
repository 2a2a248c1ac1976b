// The messages a channel must draw well, each as the engine would make it: for golden files and
// for servers that judge what they are sent.
import { bundleMessage } from '../../workers/domain/bundle-message.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import { type Message, messageOf, testMessage } from '../../workers/domain/message.ts'
import { follow, incidentOf, openedAt, startedAt, verdictOf } from './telling.ts'

const subject = {
  checkName: 'checkout-api',
  checkTarget: 'https://checkout.example/health',
  checkTags: ['shop'],
  baseUrl: 'https://esonar.example',
}

const opened = (incident: Incident, facts: Partial<typeof subject> = {}): Message =>
  messageOf({ ...subject, ...facts, incident }, incident.events[0]!, true)

const down = incidentOf()
const regional = incidentOf({
  kind: 'regional',
  level: 'warning',
  verdict: verdictOf({ fail: ['oc'], pass: ['weur', 'enam'] }),
})
const raised = follow(regional, 'raised', 90, {
  kind: 'down',
  level: 'critical',
  verdict: verdictOf(),
})
const taken = follow(
  down,
  'acknowledged',
  60,
  { acknowledgedAt: openedAt + 60_000, acknowledgedBy: 'Ana' },
  { by: 'Ana' },
)
const over = follow(down, 'resolved', 222 - 15.4, {
  resolvedAt: openedAt + 222_000 - 15_400,
  resolvedHow: 'recovered',
  downtimeSeconds: 222,
})
const certificate = incidentOf({
  kind: 'certificate',
  level: 'warning',
  verdict: verdictOf({
    rule: 'expiry',
    asked: [],
    fail: [],
    reason: 'certificate_expires',
    of: 'checkout.example',
    by: 'R11',
    endsAt: openedAt + 6 * 86_400_000,
    daysLeft: 6,
  }),
})
const silent = incidentOf({
  kind: 'silent',
  verdict: verdictOf({
    rule: 'heartbeat_late',
    asked: [],
    fail: [],
    beat: {
      lastAt: startedAt - 86_400_000,
      expectedAt: startedAt - 600_000,
      schedule: 'every 1 d',
      graceSeconds: 600,
    },
  }),
})
const noted = follow(down, 'updated', 41, {}, { by: 'Ana', text: 'It does answer, after 41 s' })

const named = (name: string, rest: string) =>
  opened(incidentOf({ id: `inc_acme00000001_${rest}-1`, groupId: 'grp_acme00000001_g' }), {
    checkName: name,
  })

export const scenes = {
  opened: opened(down),
  raised: messageOf({ ...subject, incident: raised.incident }, raised.event, false),
  acknowledged: messageOf({ ...subject, incident: taken.incident }, taken.event, false),
  resolved: messageOf({ ...subject, incident: over.incident }, over.event, false),
  group: bundleMessage(
    [named('checkout-api', 'a'), named('search', 'b'), named('mail', 'c')],
    'grp_acme00000001_g',
    false,
  ),
  certificate: opened(certificate),
  silent: opened(silent, { checkName: 'nightly-backup', checkTarget: 'nightly-backup' }),
  updated: messageOf({ ...subject, incident: noted.incident }, noted.event, false),
  test: testMessage('Night shift', 'Acme', openedAt),
} satisfies Record<string, Message>

const nasty = `<!channel> @everyone <users/all> & "x" *b* _i_ ~s~ \`c\` [l](u) \\ | # `

/** Names and targets that are not meant as markup, and far longer than anybody takes. */
export const nastyMessage: Message = {
  ...opened(down, {
    checkName: nasty,
    checkTarget: `https://a.example/?q=<b>&${'t'.repeat(3_000)}`,
  }),
  details: Array.from(
    { length: 60 },
    (_, index) => `${index} ${nasty} ${'wörd \u{1F600} '.repeat(30)}`,
  ),
  headline: `${nasty} ${'is down, '.repeat(300)}`,
}
