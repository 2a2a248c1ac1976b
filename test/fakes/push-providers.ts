// Telegram, Matrix, ntfy, Pushover and PagerDuty by their own protocols: what each refuses, and how
// it says so.
import { jsonOf } from './chat-providers.ts'
import type { Provider, Reply } from './provider.ts'

const botToken = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw'

const telegramError = (code: number, description: string, parameters?: object): Reply => ({
  status: code,
  body: { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) },
})

/** Tags taken out and entities read; null when the HTML is not Telegram's. */
function telegramText(html: string): string | null {
  const text = html.replace(/<\/?b>|<a href="[^"<>]*">|<\/a>/g, '')
  if (/[<>]/.test(text) || /&(?!amp;|lt;|gt;|quot;)/.test(text)) return null
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
}

const telegram: Provider = {
  settings: (base) => ({ chat: '-100200300', token: botToken, topic: '7', server: base }),
  judge(asked) {
    if (asked.path !== `/bot${botToken}/sendMessage`) return telegramError(401, 'Unauthorized')
    const json = jsonOf(asked)
    if (!json?.text) return telegramError(400, 'Bad Request: message text is empty')
    if (!/^-?\d+$/.test(json.chat_id)) return telegramError(400, 'Bad Request: chat not found')
    const text = json.parse_mode === 'HTML' ? telegramText(json.text) : json.text
    if (text === null) return telegramError(400, "Bad Request: can't parse entities")
    if (text.length > 4_096) return telegramError(400, 'Bad Request: message is too long')
    return {
      status: 200,
      body: { ok: true, result: { message_id: 5, chat: { id: json.chat_id }, text } },
    }
  },
  moods: {
    'the bot was blocked': {
      reply: telegramError(403, 'Forbidden: bot was blocked by the user'),
      means: { answer: 'permanent', disable: 'turned_away' },
    },
    'the bot was kicked': {
      reply: telegramError(403, 'Forbidden: bot was kicked from the supergroup chat'),
      means: { answer: 'permanent', disable: 'turned_away' },
    },
    'there is no such chat': {
      reply: telegramError(400, 'Bad Request: chat not found'),
      means: { answer: 'permanent', disable: 'no_recipient' },
    },
    'the token is wrong': {
      reply: telegramError(401, 'Unauthorized'),
      means: { answer: 'permanent', disable: 'bad_key' },
    },
    'the group became a supergroup': {
      reply: telegramError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: -1_001_234_567_890,
      }),
      means: { answer: 'retry', retryAfterSeconds: 1, moved: { chat: '-1001234567890' } },
    },
    'too many': {
      reply: telegramError(429, 'Too Many Requests: retry after 17', { retry_after: 17 }),
      means: { answer: 'retry', retryAfterSeconds: 17 },
    },
    'something unknown is wrong': {
      reply: telegramError(400, 'Bad Request: who knows'),
      means: { answer: 'retry' },
    },
  },
}

const matrixError = (status: number, errcode: string, more: object = {}): Reply => ({
  status,
  body: { errcode, error: `It is ${errcode}.`, ...more },
})

const matrixToken = 'syt_ZXNvbmFy_sEcReTsEcReT_0a1b2c'

const matrix: Provider = {
  settings: (base) => ({ room: '!ops:example.org', token: matrixToken, server: base }),
  judge(asked) {
    if (asked.headers.authorization !== `Bearer ${matrixToken}`) {
      return matrixError(401, 'M_UNKNOWN_TOKEN', { soft_logout: false })
    }
    const path = /^\/_matrix\/client\/v3\/rooms\/([^/]+)\/send\/m\.room\.message\/([^/]+)$/.exec(
      asked.path,
    )
    if (asked.method !== 'PUT' || !path?.[2]) return matrixError(404, 'M_UNRECOGNIZED')
    if (decodeURIComponent(path[1]!) !== '!ops:example.org') return matrixError(403, 'M_FORBIDDEN')
    if (Buffer.byteLength(asked.body) > 60_000) return matrixError(413, 'M_TOO_LARGE')
    const json = jsonOf(asked)
    const isMessage = json && ['m.text', 'm.notice'].includes(json.msgtype) && json.body
    // The same transaction is the same event.
    return isMessage
      ? { status: 200, body: { event_id: `$${path[2]}` } }
      : matrixError(400, 'M_BAD_JSON')
  },
  moods: {
    'the account is no member': {
      reply: matrixError(403, 'M_FORBIDDEN'),
      means: { answer: 'permanent', disable: 'turned_away' },
    },
    'the token is old': {
      reply: matrixError(401, 'M_UNKNOWN_TOKEN'),
      means: { answer: 'permanent', disable: 'bad_key' },
    },
    'too many': {
      reply: matrixError(429, 'M_LIMIT_EXCEEDED', { retry_after_ms: 4_200 }),
      means: { answer: 'retry', retryAfterSeconds: 5 },
    },
    'too many, said in the header only': {
      reply: { ...matrixError(429, 'M_LIMIT_EXCEEDED'), headers: { 'retry-after': '9' } },
      means: { answer: 'retry', retryAfterSeconds: 9 },
    },
    'a proxy forbids it': {
      reply: { status: 403, body: '<html>Forbidden</html>' },
      means: { answer: 'retry' },
    },
  },
}

const ntfyError = (code: number, error: string): Reply => {
  const status = Math.floor(code / 100)
  return { status, body: { code, http: status, error, link: 'https://ntfy.sh/docs/' } }
}

const ntfy: Provider = {
  settings: (base) => ({ topic: 'sEcReT_topic', server: base, token: 'tk_sEcReTsEcReT' }),
  judge(asked) {
    if (asked.headers.authorization !== 'Bearer tk_sEcReTsEcReT')
      return ntfyError(40_101, 'unauthorized')
    const json = jsonOf(asked)
    if (asked.path !== '/' || !json) return ntfyError(40_024, 'request body must be valid JSON')
    if (json.topic !== 'sEcReT_topic') return ntfyError(40_301, 'forbidden')
    if (Buffer.byteLength(json.message ?? '') > 4_096) return ntfyError(41_302, 'message too large')
    if (json.priority < 1 || json.priority > 5) return ntfyError(40_007, 'priority invalid')
    if (json.actions.length > 3) return ntfyError(40_018, 'too many actions')
    return { status: 200, body: { id: 'x1', event: 'message', topic: json.topic } }
  },
  moods: {
    'the token may not': {
      reply: ntfyError(40_301, 'forbidden'),
      means: { answer: 'permanent', disable: 'turned_away' },
    },
    'the token is wrong': {
      reply: ntfyError(40_101, 'unauthorized'),
      means: { answer: 'permanent', disable: 'bad_key' },
    },
    'the day is full': {
      reply: ntfyError(42_908, 'limit reached: daily message quota reached'),
      means: { answer: 'retry' },
    },
    'the disk is full': {
      reply: ntfyError(50_701, 'insufficient storage'),
      means: { answer: 'retry' },
    },
  },
}

const pushoverUser = 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG'
const pushoverToken = 'azGDORePK8gMaC0QOYAMyEEuzJnyUi'
const pushoverError = (status: number, errors: string[], more: object = {}): Reply => ({
  status,
  body: { ...more, errors, status: 0, request: '5042853c-402d' },
})

const pushover: Provider = {
  settings: (base) => ({
    user: pushoverUser,
    token: pushoverToken,
    emergency: 'emergency',
    server: base,
  }),
  judge(asked) {
    const form = new URLSearchParams(asked.body)
    const of = (name: string) => form.get(name) ?? ''
    if (asked.path !== '/1/messages.json') return { status: 404 }
    if (of('token') !== pushoverToken) {
      return pushoverError(400, ['application token is invalid'], { token: 'invalid' })
    }
    if (of('user') !== pushoverUser) {
      return pushoverError(400, ['user identifier is invalid'], { user: 'invalid' })
    }
    if (of('message') === '') return pushoverError(400, ['message cannot be blank'])
    if ([...of('message')].length > 1_024) return pushoverError(400, ['message is too long'])
    if ([...of('title')].length > 250) return pushoverError(400, ['title is too long'])
    if (of('url').length > 512) return pushoverError(400, ['url is too long'])
    const isUnbounded = of('priority') === '2' && (Number(of('retry')) < 30 || of('expire') === '')
    if (isUnbounded) return pushoverError(400, ['expire must be supplied with priority=2'])
    return { status: 200, body: { status: 1, request: '647d2300-702c' } }
  },
  moods: {
    'the application is unknown': {
      reply: pushoverError(400, ['application token is invalid'], { token: 'invalid' }),
      means: { answer: 'permanent', disable: 'bad_key' },
    },
    'the user is unknown': {
      reply: pushoverError(400, ['user identifier is invalid'], { user: 'invalid' }),
      means: { answer: 'permanent', disable: 'no_recipient' },
    },
    'the form is wrong': {
      reply: pushoverError(400, ['message cannot be blank']),
      means: { answer: 'permanent' },
    },
    'the month is full': { reply: pushoverError(429, ['over quota']), means: { answer: 'retry' } },
    'Pushover is ill': { reply: { status: 502, body: 'bad gateway' }, means: { answer: 'retry' } },
  },
}

const routingKey = '0123456789abcdef0123456789abcdef'
const pagerdutyError = (errors: string[]): Reply => ({
  status: 400,
  body: { status: 'invalid event', message: 'Event object is invalid', errors },
})

const pagerduty: Provider = {
  settings: (base) => ({ key: routingKey, server: base }),
  judge(asked) {
    const json = jsonOf(asked)
    if (asked.path !== '/v2/enqueue' || !json) return pagerdutyError(['not an event'])
    if (json.routing_key !== routingKey) return pagerdutyError(['Invalid routing key'])
    if (!['trigger', 'acknowledge', 'resolve'].includes(json.event_action)) {
      return pagerdutyError(["'event_action' is invalid"])
    }
    if (!json.dedup_key || json.dedup_key.length > 255)
      return pagerdutyError(["'dedup_key' is invalid"])
    const { payload } = json
    const isWhole =
      payload?.summary?.length <= 1_024 &&
      Boolean(payload?.source) &&
      ['critical', 'error', 'warning', 'info'].includes(payload?.severity)
    if (json.event_action === 'trigger' && !isWhole) return pagerdutyError(["'payload' is invalid"])
    if (asked.body.length > 512_000) return { status: 413 }
    return {
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: json.dedup_key },
    }
  },
  moods: {
    'the event is not one': {
      reply: pagerdutyError(['Invalid routing key']),
      means: { answer: 'permanent' },
    },
    'too many': { reply: { status: 429, body: '' }, means: { answer: 'retry' } },
    'PagerDuty is ill': { reply: { status: 503, body: '' }, means: { answer: 'retry' } },
  },
}

export const pushProviders = { telegram, matrix, ntfy, pushover, pagerduty }
