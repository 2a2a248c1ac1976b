// Keeps a page current without reload: listens on the workspace's socket and, when something of
// this page changed, fetches the page again and puts its `data-live` parts in place.

interface LiveEvent {
  type: string
  check?: string | null
  incident?: string | null
}

const quietMs = 400
/** A list of many checks is answered for all the time. */
const answersMs = 3_000
const waitMsMax = 30_000
let waitMs = 1_000
let timer: number | undefined
let dueAt = 0
let busy = false

function concerns(event: LiveEvent): boolean {
  const check = document.body.querySelector<HTMLElement>('[data-check]')?.dataset.check
  if (!check) return event.type !== 'answer' || document.querySelector('[data-answers]') !== null
  return event.check === check || event.type === 'delivery' || event.type === 'incident'
}

async function refresh(): Promise<void> {
  if (busy) return soon(quietMs)
  busy = true
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
    if (!answer.ok || answer.redirected) return
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
    for (const old of document.querySelectorAll<HTMLElement>('[data-live]')) {
      const next = fresh.querySelector(`[data-live="${old.dataset.live}"]`)
      if (!next || next.isEqualNode(old) || old.contains(document.activeElement)) continue
      old.replaceWith(next)
    }
    document.title = fresh.title
    document.dispatchEvent(new Event('esonar:updated'))
  } finally {
    busy = false
  }
}

function soon(waitMs: number): void {
  const at = performance.now() + waitMs
  if (timer !== undefined && dueAt <= at) return
  window.clearTimeout(timer)
  dueAt = at
  timer = window.setTimeout(() => {
    timer = undefined
    void refresh().catch(() => undefined)
  }, waitMs)
}

/** News at once; plain answers at once only where one check is shown. */
function patience({ type }: LiveEvent): number {
  return type === 'answer' && !document.querySelector('[data-check]') ? answersMs : quietMs
}

function listen(): void {
  const address = new URL('/live', location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(address)
  let pings: number | undefined
  socket.addEventListener('open', () => {
    if (waitMs > 1_000) soon(quietMs)
    waitMs = 1_000
    document.documentElement.dataset.live = 'on'
    pings = window.setInterval(() => socket.send('ping'), 25_000)
  })
  socket.addEventListener('message', ({ data }) => {
    if (data === 'pong') return
    const event = JSON.parse(String(data)) as LiveEvent
    document.dispatchEvent(new CustomEvent('esonar:live', { detail: event }))
    if (concerns(event)) soon(patience(event))
  })
  socket.addEventListener('close', () => {
    window.clearInterval(pings)
    delete document.documentElement.dataset.live
    window.setTimeout(listen, waitMs)
    waitMs = Math.min(waitMsMax, waitMs * 2)
  })
}

listen()
