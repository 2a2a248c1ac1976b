// A location proves itself: when something is wrong with a target, it asks its control targets, once
// per call, side by side. What that means is decided in the domain.
import type { ControlAnswer, ControlTarget } from '../domain/measurement.ts'
import { type ProbeContext, userAgent, within } from './probe.ts'
import type { Slots } from './slots.ts'

const controlMsMax = 3_000

export interface Controls {
  /** Answers of the controls for public or private targets; asked at the first call. */
  ask(isPrivate: boolean): Promise<ControlAnswer[]>
}

/** Control targets of one batch, asked at most once each. Any HTTP answer counts as an answer. */
export function makeControls(
  targets: ControlTarget[],
  slots: Slots,
  context: ProbeContext,
): Controls {
  const asked = new Map<boolean, Promise<ControlAnswer[]>>()
  return {
    ask: (isPrivate) => {
      let answers = asked.get(isPrivate)
      if (!answers) {
        answers = settled(
          targets.filter((one) => one.private === isPrivate),
          slots,
          context,
        )
        asked.set(isPrivate, answers)
      }
      return answers
    },
  }
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
