// Slack, Discord, Teams, Google Chat and Mattermost by their webhooks: what each refuses, and how it
// says so.
import type { Asked, Provider, Reply } from './provider.ts'

// biome-ignore lint/suspicious/noExplicitAny: what is sent may be anything, and is judged here.
type Json = Record<string, any>

/** The body as JSON of the right type, or null. */
export function jsonOf({ headers, body }: Asked): Json | null {
  if (!headers['content-type']?.startsWith('application/json')) return null
  try {
    return JSON.parse(body) as Json
  } catch {
    return null
  }
}

const tooLong = (text: unknown, most: number) => typeof text !== 'string' || text.length > most

const slack: Provider = {
  settings: (base) => ({ url: `${base}/services/T0/B0/sEcReTsEcReT`, mention: 'channel' }),
  judge(asked) {
    if (asked.path !== '/services/T0/B0/sEcReTsEcReT') return { status: 404, body: 'no_service' }
    const json = jsonOf(asked)
    if (asked.method !== 'POST' || !json) return { status: 400, body: 'invalid_payload' }
    if (!json.text) return { status: 400, body: 'no_text' }
    const blocks: Json[] = json.attachments?.flatMap((one: Json) => one.blocks) ?? []
    const isBad = blocks.some((block) => {
      if (block.type === 'section') return tooLong(block.text.text, 3_000)
      if (block.type === 'context')
        return block.elements.some((one: Json) => tooLong(one.text, 3_000))
      return block.elements.some(
        (one: Json) => tooLong(one.text.text, 75) || tooLong(one.url, 3_000),
      )
    })
    if (isBad || blocks.length > 50) return { status: 400, body: 'invalid_blocks' }
    return { status: 200, body: 'ok' }
  },
  moods: {
    'the webhook was removed': {
      reply: { status: 404, body: 'no_service' },
      means: { answer: 'permanent', disable: 'gone' },
    },
    'the channel is archived': {
      reply: { status: 410, body: 'channel_is_archived' },
      means: { answer: 'permanent', disable: 'no_recipient' },
    },
    'an owner forbids it': {
      reply: { status: 403, body: 'action_prohibited' },
      means: { answer: 'permanent', disable: 'turned_away' },
    },
    'too many': {
      reply: { status: 429, body: 'rate_limited', headers: { 'retry-after': '30' } },
      means: { answer: 'retry', retryAfterSeconds: 30 },
    },
    'Slack is ill': { reply: { status: 500, body: 'rollup_error' }, means: { answer: 'retry' } },
  },
}

const invalidForm: Reply = {
  status: 400,
  body: { code: 50_035, message: 'Invalid Form Body', errors: { embeds: ['0'] } },
}

const discord: Provider = {
  settings: (base) => ({ url: `${base}/api/webhooks/123/sEcReTsEcReT`, mention: 'everyone' }),
  judge(asked) {
    const [path, query] = asked.path.split('?')
    if (path !== '/api/webhooks/123/sEcReTsEcReT') {
      return { status: 404, body: { code: 10_015, message: 'Unknown Webhook' } }
    }
    const json = jsonOf(asked)
    if (!json)
      return { status: 400, body: { code: 50_109, message: 'The request body is invalid.' } }
    const [embed] = json.embeds ?? []
    if (!embed && !json.content) return { status: 400, body: { code: 50_006, message: 'Empty' } }
    const fields: Json[] = embed.fields ?? []
    const all = [embed.title, embed.description, ...fields.flatMap((one) => [one.name, one.value])]
    const isBad =
      tooLong(embed.title, 256) ||
      tooLong(embed.description, 4_096) ||
      !Number.isInteger(embed.color) ||
      Number.isNaN(Date.parse(embed.timestamp)) ||
      fields.length > 25 ||
      fields.some(
        (one) => tooLong(one.name, 256) || tooLong(one.value, 1_024) || one.value === '',
      ) ||
      all.join('').length > 6_000 ||
      tooLong(json.content ?? '', 2_000)
    if (isBad) return invalidForm
    return new URLSearchParams(query).get('wait') === 'true'
      ? { status: 200, body: { id: '9', type: 0, embeds: json.embeds } }
      : { status: 204 }
  },
  moods: {
    'the webhook was removed': {
      reply: { status: 404, body: { message: 'Unknown Webhook', code: 10_015 } },
      means: { answer: 'permanent', disable: 'gone' },
    },
    'the token is another': {
      reply: { status: 401, body: { message: 'Invalid Webhook Token', code: 50_027 } },
      means: { answer: 'permanent', disable: 'bad_key' },
    },
    'the form is wrong': { reply: invalidForm, means: { answer: 'permanent' } },
    'too many': {
      reply: {
        status: 429,
        body: { message: 'You are being rate limited.', retry_after: 2.53, global: false },
        headers: { 'retry-after': '2' },
      },
      means: { answer: 'retry', retryAfterSeconds: 3 },
    },
    'Cloudflare before it says no': {
      reply: { status: 429, body: 'error code: 1015', headers: { 'retry-after': '600' } },
      means: { answer: 'retry', retryAfterSeconds: 600 },
    },
  },
}

const flowError = (status: number, code: string): Reply => ({
  status,
  body: { error: { code, message: `The workflow says ${code}.` } },
})

const teams: Provider = {
  settings: (base) => ({ url: `${base}/workflows/w1/triggers/manual/paths/invoke?sig=sEcReT` }),
  judge(asked) {
    if (!asked.path.endsWith('sig=sEcReT')) return flowError(401, 'DirectApiAuthorizationRequired')
    const json = jsonOf(asked)
    const card = json?.attachments?.[0]
    const isCard =
      json?.type === 'message' &&
      card?.contentType === 'application/vnd.microsoft.card.adaptive' &&
      card.content?.type === 'AdaptiveCard' &&
      Array.isArray(card.content.body)
    if (!isCard) return flowError(400, 'TriggerInputSchemaMismatch')
    if (Buffer.byteLength(asked.body) > 28_000) return flowError(413, 'RequestEntityTooLarge')
    return { status: 202 }
  },
  moods: {
    'the workflow was removed': {
      reply: flowError(404, 'WorkflowNotFound'),
      means: { answer: 'permanent', disable: 'gone' },
    },
    'the workflow is off': {
      reply: flowError(400, 'WorkflowTriggerIsNotEnabled'),
      means: { answer: 'permanent', disable: 'turned_away' },
    },
    'the signature is another': {
      reply: flowError(401, 'DirectApiAuthorizationRequired'),
      means: { answer: 'permanent', disable: 'bad_key' },
    },
    'too many': {
      reply: { ...flowError(429, 'WorkflowRunRateLimit'), headers: { 'retry-after': '20' } },
      means: { answer: 'retry', retryAfterSeconds: 20 },
    },
    'an old connector that says 200 and means 429': {
      reply: {
        status: 200,
        body: 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429',
      },
      means: { answer: 'retry' },
    },
  },
}

const googleError = (code: number, status: string): Reply => ({
  status: code,
  body: { error: { code, message: `It is ${status}.`, status } },
})

const googleChat: Provider = {
  settings: (base) => ({ url: `${base}/v1/spaces/AAA/messages?key=k&token=sEcReT` }),
  judge(asked) {
    const url = new URL(asked.path, 'http://chat')
    if (url.searchParams.get('token') !== 'sEcReT') return googleError(401, 'UNAUTHENTICATED')
    const json = jsonOf(asked)
    const card = json?.cardsV2?.[0]?.card
    const isBad =
      !json ||
      tooLong(json.text, 4_096) ||
      !Array.isArray(card?.sections?.[0]?.widgets) ||
      Buffer.byteLength(asked.body) > 32_000
    if (isBad) return googleError(400, 'INVALID_ARGUMENT')
    if (json.thread && !url.searchParams.get('messageReplyOption')) {
      return googleError(400, 'INVALID_ARGUMENT')
    }
    return { status: 200, body: { name: 'spaces/AAA/messages/1', text: json.text } }
  },
  moods: {
    'the space is gone': {
      reply: googleError(404, 'NOT_FOUND'),
      means: { answer: 'permanent', disable: 'gone' },
    },
    'the webhook may not': {
      reply: googleError(403, 'PERMISSION_DENIED'),
      means: { answer: 'permanent', disable: 'turned_away' },
    },
    'the form is wrong': {
      reply: googleError(400, 'INVALID_ARGUMENT'),
      means: { answer: 'permanent' },
    },
    'too many': { reply: googleError(429, 'RESOURCE_EXHAUSTED'), means: { answer: 'retry' } },
  },
}

const mattermostError = (status: number, id: string): Reply => ({
  status,
  body: { id, message: `It is ${id}.`, request_id: 'r1', status_code: status },
})

const mattermost: Provider = {
  settings: (base) => ({ url: `${base}/hooks/sEcReTsEcReT`, mention: 'here' }),
  judge(asked) {
    if (asked.path !== '/hooks/sEcReTsEcReT') {
      return mattermostError(400, 'web.incoming_webhook.invalid.app_error')
    }
    const json = jsonOf(asked)
    if (!json) return mattermostError(400, 'web.incoming_webhook.parse.app_error')
    if (!json.text && !json.attachments) {
      return mattermostError(400, 'web.incoming_webhook.text.app_error')
    }
    const props = JSON.stringify({ attachments: json.attachments })
    if (tooLong(json.text ?? '', 4_000) || props.length > 8_000) {
      return mattermostError(400, 'model.post.is_valid.props.app_error')
    }
    return { status: 200, body: 'ok' }
  },
  moods: {
    'the webhook was removed': {
      reply: mattermostError(400, 'web.incoming_webhook.invalid.app_error'),
      means: { answer: 'permanent', disable: 'gone' },
    },
    'the channel is gone': {
      reply: mattermostError(404, 'web.incoming_webhook.channel.app_error'),
      means: { answer: 'permanent', disable: 'no_recipient' },
    },
    'it may not post there': {
      reply: mattermostError(403, 'web.incoming_webhook.permissions.app_error'),
      means: { answer: 'permanent', disable: 'turned_away' },
    },
    'webhooks are switched off for now': {
      reply: mattermostError(501, 'web.incoming_webhook.disabled.app_error'),
      means: { answer: 'retry' },
    },
    'too many': {
      reply: { status: 429, body: 'limit exceeded', headers: { 'retry-after': '1' } },
      means: { answer: 'retry', retryAfterSeconds: 1 },
    },
  },
}

const slackApp: Provider = {
  settings: (base) => ({
    server: `${base}/api`,
    conversation: 'C0123456789',
    token: 'xoxb-sEcReTsEcReT',
    mention: 'channel',
  }),
  judge(asked) {
    const no = (error: string) => ({ status: 200, body: { ok: false, error } })
    if (asked.path !== '/api/chat.postMessage') return no('unknown_method')
    if (asked.headers.authorization !== 'Bearer xoxb-sEcReTsEcReT') return no('invalid_auth')
    const json = jsonOf(asked)
    if (!json) return no('invalid_arguments')
    if (json.channel !== 'C0123456789') return no('channel_not_found')
    const path = '/services/T0/B0/sEcReTsEcReT'
    const { status } = slack.judge({ ...asked, path })
    return status === 200
      ? { status, body: { ok: true, channel: json.channel, ts: '1503435956.000247' } }
      : no('invalid_blocks')
  },
  moods: {
    'the token was revoked': {
      reply: { status: 200, body: { ok: false, error: 'token_revoked' } },
      means: { answer: 'permanent', disable: 'bad_key' },
    },
    'the channel is archived': {
      reply: { status: 200, body: { ok: false, error: 'is_archived' } },
      means: { answer: 'permanent', disable: 'no_recipient' },
    },
    'the app is not in the channel': {
      reply: { status: 200, body: { ok: false, error: 'not_in_channel' } },
      means: { answer: 'permanent', disable: 'turned_away' },
    },
    'too many': {
      reply: {
        status: 429,
        body: { ok: false, error: 'ratelimited' },
        headers: { 'retry-after': '30' },
      },
      means: { answer: 'retry', retryAfterSeconds: 30 },
    },
    'Slack is ill': {
      reply: { status: 200, body: { ok: false, error: 'internal_error' } },
      means: { answer: 'retry' },
    },
  },
}

export const chatProviders = { slack, slackApp, discord, teams, googleChat, mattermost }
