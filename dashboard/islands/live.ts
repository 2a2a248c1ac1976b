// Keeps a page current without reload: listens on the workspace's socket and, when something of
// this page changed, fetches the page again and puts its `data-live` parts in place. Without the
// socket it asks now and then; when nothing answers it says since when.
import { pageAnew, place } from './place.ts'
import { heard, isStale, tell } from './stale.ts'

interface LiveEvent {
  type: string
  check?: string | null
  incident?: string | null
}

const quietMs = 400
/** A list of many checks is answered all the time: at most so often, and for a part of the time. */
const answersMs = 3_000
const restPerWork = 20
const waitMsMax = 30_000
const pollMs = 15_000
const pingMs = 20_000
let waitMs = 1_000
let timer: number | undefined
let dueAt = 0
let busy = false
let isOpen = false
let workMs = 0

function concerns(event: LiveEvent): boolean {
  const check = document.body.querySelector<HTMLElement>('[data-check]')?.dataset.check
  if (!check) return event.type !== 'answer' || document.querySelector('[data-answers]') !== null
  return event.check === check || event.type === 'delivery' || event.type === 'incident'
}

async function refresh(): Promise<void> {
  if (busy) return soon(quietMs)
  busy = true
  try {
    const text = await pageAnew()
    if (text === null) return
    const begun = performance.now()
    place(new DOMParser().parseFromString(text, 'text/html'))
    workMs = performance.now() - begun
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
  const isMany = type === 'answer' && !document.querySelector('[data-check]')
  return isMany ? Math.max(answersMs, restPerWork * workMs) : quietMs
}

function listen(): void {
  const address = new URL('/live', location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(address)
  let pings: number | undefined
  socket.addEventListener('open', () => {
    // What was told before anybody listened: something under way may be over by now.
    if (waitMs > 1_000 || document.querySelector('[data-awaited]')) soon(quietMs)
    waitMs = 1_000
    isOpen = true
    heard()
    document.documentElement.dataset.live = 'on'
    pings = window.setInterval(() => {
      if (isStale()) socket.close()
      else socket.send('ping')
    }, pingMs)
  })
  socket.addEventListener('message', ({ data }) => {
    heard()
    if (data === 'pong') return
    const event = JSON.parse(String(data)) as LiveEvent
    document.dispatchEvent(new CustomEvent('esonar:live', { detail: event }))
    if (concerns(event)) soon(patience(event))
  })
  socket.addEventListener('close', () => {
    window.clearInterval(pings)
    isOpen = false
    delete document.documentElement.dataset.live
    window.setTimeout(listen, waitMs)
    waitMs = Math.min(waitMsMax, waitMs * 2)
  })
}

window.setInterval(() => {
  tell()
  if ((!isOpen || isStale()) && document.visibilityState === 'visible') soon(0)
}, pollMs)
listen()
