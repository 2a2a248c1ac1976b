// A location proves itself: when something is wrong with a target, it asks its control targets, once
// per call, side by side. What that means is decided in the domain.
import type { Family } from '../domain/family.ts'
import type { ControlAnswer, ControlTarget } from '../domain/measurement.ts'
import { isLiteral, resolveAs } from './doh.ts'
import { portOf } from './http.ts'
import { type ProbeContext, userAgent, within } from './probe.ts'
import type { Slots } from './slots.ts'
import { socketAccepts, socketHost } from './socket.ts'

const controlMsMax = 3_000

export interface Controls {
  /** Answers of the controls for public or private targets; asked at the first call. */
  ask(isPrivate: boolean): Promise<ControlAnswer[]>
  /** Whether they accept a connection over one family; those without an address of it are left out. */
  route(family: Family, isPrivate: boolean): Promise<ControlAnswer[]>
}

/** Control targets of one batch, asked at most once each. Any HTTP answer counts as an answer. */
export function makeControls(
  targets: ControlTarget[],
  slots: Slots,
  context: ProbeContext,
): Controls {
  const asked = new Map<string, Promise<ControlAnswer[]>>()
  const once = (key: string, ask: () => Promise<ControlAnswer[]>) => {
    const answers = asked.get(key) ?? ask()
    asked.set(key, answers)
    return answers
  }
  const among = (isPrivate: boolean) => targets.filter((one) => one.private === isPrivate)
  return {
    ask: (isPrivate) => once(`${isPrivate}`, () => settled(among(isPrivate), slots, context)),
    route: (family, isPrivate) =>
      once(`${family} ${isPrivate}`, async () => {
        const answers = among(isPrivate).map((one) => reachOne(one.url, family, slots, context))
        return (await Promise.all(answers)).flatMap((one) => one ?? [])
      }),
  }
}

/** Whether a control accepts over a family; null: it has no such address. */
async function reachOne(
  url: string,
  family: Family,
  slots: Slots,
  context: ProbeContext,
): Promise<ControlAnswer | null> {
  const give = await slots.take()
  const begun = context.now()
  try {
    const { hostname } = new URL(url)
    const address = await addressOf(hostname, family, context)
    if (address === null) return null
    const said = await socketAccepts(socketHost(address), portOf(new URL(url)), controlMsMax)
    return said === 'accepted' ? { url, ok: true, ms: context.now() - begun } : { url, ok: false }
  } finally {
    give()
  }
}

async function addressOf(
  hostname: string,
  family: Family,
  context: ProbeContext,
): Promise<string | null> {
  if (isLiteral(hostname)) return hostname.startsWith('[') === (family === 'ipv6') ? hostname : null
  const type = family === 'ipv4' ? 'A' : 'AAAA'
  const resolved = await resolveAs(hostname, type, context.dohUrl, controlMsMax)
  return resolved.kind === 'addresses' ? resolved.addresses[0]! : null
}

/** Waits until one has answered and the majority is known, at most `controlMsMax`. */
async function settled(
  targets: ControlTarget[],
  slots: Slots,
  context: ProbeContext,
): Promise<ControlAnswer[]> {
  const answers: ControlAnswer[] = targets.map(({ url }) => ({ url, ok: false }))
  let done = 0
  await new Promise<void>((resolve) => {
    if (targets.length === 0) resolve()
    targets.forEach(({ url }, index) => {
      askOne(url, slots, context).then((answer) => {
        answers[index] = answer
        done += 1
        const good = answers.filter((one) => one.ok).length
        if (done === targets.length || good * 2 > targets.length) resolve()
      })
    })
  })
  return answers
}

async function askOne(url: string, slots: Slots, context: ProbeContext): Promise<ControlAnswer> {
  const give = await slots.take()
  const begun = context.now()
  const controller = new AbortController()
  try {
    const response = await within(
      fetch(url, {
        method: 'GET',
        redirect: 'manual',
        headers: { 'user-agent': userAgent(context) },
        signal: controller.signal,
      }),
      controlMsMax,
    )
    if (response === 'late') {
      controller.abort('late')
      return { url, ok: false }
    }
    await response.body?.cancel()
    return { url, ok: true, ms: context.now() - begun }
  } catch {
    return { url, ok: false }
  } finally {
    give()
  }
}
