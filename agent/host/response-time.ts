// Response time of local services: a percentile over a window, so that one slow answer is no news.
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { connect } from 'node:net'
import { type Answer, percentileOf, withAnswer } from '../../workers/domain/host/percentile.ts'
import type { Reading } from '../../workers/domain/host/reading.ts'
import type { HostSettings } from '../../workers/domain/host/settings.ts'
import { milliseconds } from '../../workers/domain/words/index.ts'
import { type Collector, faultText } from './collector.ts'

type ServiceSettings = HostSettings['services'][number]

const holdSeconds = 30

/** Looks at the services named. */
export function services(): Collector {
  const answers = new Map<string, Answer[]>()
  return async (settings, now) => {
    const all = settings.services.map((one) => serviceReadings(one, answers, now))
    return (await Promise.all(all)).flat()
  }
}

async function serviceReadings(
  settings: ServiceSettings,
  known: Map<string, Answer[]>,
  now: number,
): Promise<Reading[]> {
  const { name, url, percentile, windowSeconds, timeoutSeconds } = settings
  const key = `service:${name}`
  const begun = performance.now()
  const fault = await ask(url, timeoutSeconds * 1_000).catch((one: unknown) => faultText(one))
  const ms = performance.now() - begun
  if (fault !== null) {
    return [{ key, level: 'critical', text: `${name} does not answer: ${fault}`, holdSeconds }]
  }
  const all = withAnswer(known.get(name) ?? [], { at: now, ms }, windowSeconds * 1_000)
  known.set(name, all)
  const value = percentileOf(all, percentile)
  const here: Reading = {
    key,
    level: 'ok',
    text: `${name} answers, after ${milliseconds(ms)}`,
    metrics: [{ name: `service.${name}.ms`, value: ms }],
  }
  if (value === null) return [here]
  const text = `${percentile} of 100 answers of ${name} came within ${milliseconds(value)}`
  const slow: Reading = { key: `${key}:ms`, text, value, limits: settings.responseMs }
  return [here, slow]
}

/** Null: it answered; else what it did instead. Any status below 500 is an answer. */
async function ask(url: string, timeoutMs: number): Promise<string | null> {
  if (url.startsWith('tcp://')) return askTcp(new URL(url), timeoutMs)
  return new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? requestHttps : requestHttp
    // A certificate of a local name is rarely made for it; who it is is not asked here.
    const options = { timeout: timeoutMs, rejectUnauthorized: false, agent: false }
    const asked = request(url, options, (answer) => {
      const status = answer.statusCode ?? 0
      answer.resume()
      answer.on('end', () => resolve(status >= 500 ? `status ${status}` : null))
      answer.on('error', reject)
    })
    asked.setTimeout(timeoutMs)
    const late = setTimeout(() => asked.destroy(lateFault(timeoutMs)), timeoutMs)
    asked.on('timeout', () => asked.destroy(lateFault(timeoutMs)))
    asked.on('close', () => clearTimeout(late))
    asked.on('error', reject)
    asked.end()
  })
}

function askTcp({ hostname, port }: URL, timeoutMs: number): Promise<null> {
  return new Promise((resolve, reject) => {
    const host = hostname.replace(/^\[|\]$/g, '')
    const socket = connect({ host, port: Number(port) }, () => {
      socket.destroy()
      resolve(null)
    })
    socket.setTimeout(timeoutMs, () => socket.destroy(lateFault(timeoutMs)))
    socket.on('error', reject)
  })
}

const lateFault = (ms: number) => new Error(`no answer within ${ms / 1_000} s`)
