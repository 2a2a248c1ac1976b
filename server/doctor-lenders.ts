// The doctor's question to each lender: whether it lends to us, signed as a look is, and taking none.
import { type LentState, lentClockOff } from '../workers/domain/lending.ts'
import { loanOfKey } from '../workers/domain/loan.ts'
import type { LenderSetting } from '../workers/env.ts'
import { signatureHeaders } from '../workers/probe/signing.ts'
import { amiss, broken, type Finding, fine } from './doctor.ts'
import type { Settings } from './settings.ts'

const waitMs = 8_000

/** One finding for each lender that is set. */
export function lookAtLenders(
  { lenders }: Pick<Settings, 'lenders'>,
  now: number,
): Promise<Finding[]> {
  return Promise.all(lenders.map((one) => lookAtLender(one, now)))
}

async function lookAtLender(lender: LenderSetting, now: number): Promise<Finding> {
  const of = `lender ${lender.id}`
  let answer: Response
  try {
    answer = await ask(lender, now)
  } catch (fault) {
    const isLate = fault instanceof Error && fault.name === 'TimeoutError'
    const says = `${lender.url} ${isLate ? 'gave no answer in time' : 'is not reached'}`
    return amiss(
      of,
      says,
      'see its address in ESONAR_LENDERS, and whether it runs; till then it abstains',
    )
  }
  const said = await bodyOf(answer)
  return answer.ok ? judgeState(of, said, lender) : judgeRefusal(of, answer.status, said, lender)
}

async function ask({ url, place, key }: LenderSetting, now: number): Promise<Response> {
  const body = JSON.stringify({ v: 1, location: place })
  return fetch(`${url}/lend/state`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-esonar-loan': loanOfKey(key) ?? '',
      ...(await signatureHeaders(key, now, body)),
    },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(waitMs),
  })
}

type Said = Partial<LentState> & { detail?: unknown }

/** What it says as JSON; nothing where it is none. */
async function bodyOf(answer: Response): Promise<Said> {
  const said: unknown = await answer.json().catch(() => null)
  return typeof said === 'object' && said !== null ? said : {}
}

function judgeState(of: string, { perDay, left, network }: Said, lender: LenderSetting): Finding {
  if (typeof perDay !== 'number' || typeof left !== 'number') {
    const says = `${lender.url} is no eSonar that lends`
    return broken(of, says, 'copy the line again that the lender was shown')
  }
  if (left === 0) {
    const says = `all ${perDay} looks of today are taken`
    return amiss(of, says, 'it abstains until 00:00 UTC; ask the lender for more')
  }
  if (typeof network === 'string' && network !== lender.network) {
    const says = `stands in the network "${network}", and is set as of "${lender.network}"`
    return amiss(of, says, 'name it honestly after the @: a verdict wants most networks')
  }
  return fine(of, `lends ${lender.place}; ${left} of ${perDay} looks are left today`)
}

function judgeRefusal(of: string, status: number, said: Said, lender: LenderSetting): Finding {
  const detail = typeof said.detail === 'string' ? said.detail.slice(0, 200) : ''
  const says = `${status}${detail && `: ${detail}`}`
  if (status === 401 && detail === lentClockOff)
    return broken(of, says, 'timedatectl set-ntp true; if the clock is right here, tell the lender')
  if (status === 401)
    return broken(of, `the key is refused (${says})`, 'ask the lender for a new line, and set it')
  if (status === 403) return broken(of, says, 'ask the lender for another loan, or remove the line')
  if (status === 422)
    return broken(of, `${lender.place} ${detail}`, 'ask the lender which places it lends')
  if (status === 409 || status === 429 || status >= 500)
    return amiss(of, says, 'it abstains for so long; see it again later')
  const remedy =
    status === 404
      ? 'see the address; an eSonar of an older version cannot be asked before a fall'
      : 'copy the line again that the lender was shown'
  return broken(of, `${lender.url} is no eSonar that lends (${status})`, remedy)
}
