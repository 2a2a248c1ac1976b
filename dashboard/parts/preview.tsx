// The timeline of a policy: who is told when, and who is not, and why.
import type { Level } from '../../workers/domain/incident.ts'
import { levels } from '../../workers/domain/incident.ts'
import type { Preview, PreviewLine } from '../../workers/domain/preview.ts'
import { duration } from '../../workers/domain/words/index.ts'
import { When } from './when.tsx'

export interface PreviewData {
  preview: Preview
  names: Record<string, string>
  at: number
  level: Level
  action: string
}

export function PreviewPart({ preview, names, at, level, action }: PreviewData) {
  const { lines, mutedUntil, isInstead } = preview
  const told = lines.filter((one) => one.not === null)
  return (
    <>
      <h2>
        If this falls at <When at={at} />
      </h2>
      <p class="soft">And nobody acknowledges it. Told by the same rules as a real one.</p>
      <form method="get" action={action} class="actions preview-form">
        <label>
          When (UTC){' '}
          <input type="datetime-local" name="at" value={new Date(at).toISOString().slice(0, 16)} />
        </label>
        <label>
          Level{' '}
          <select name="level">
            {levels.toReversed().map((one) => (
              <option value={one} {...(one === level ? { selected: true } : {})}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Draw</button>
      </form>
      {mutedUntil !== null && (
        <p>
          Nobody is told before <When at={mutedUntil} />: maintenance or a silence.
        </p>
      )}
      {isInstead && told.length > 0 && (
        <div class="banner">
          <p>
            Every channel that this policy tells of what is {level} is switched off, so others are
            told instead.
          </p>
        </div>
      )}
      {told.length === 0 && (
        <div class="banner bad">
          <p>Nobody is told of what is {level}.</p>
        </div>
      )}
      {lines.length > 0 && (
        <div class="scroll">
          <table class="stack">
            <thead>
              <tr>
                <th scope="col">After</th>
                <th scope="col">When</th>
                <th scope="col">Whom</th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((one) => (
                <Row one={one} names={names} from={at} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

function Row({
  one,
  names,
  from,
}: {
  one: PreviewLine
  names: PreviewData['names']
  from: number
}) {
  const seconds = Math.round((one.at - from) / 1_000)
  const channel = names[one.channel] ?? 'a removed channel'
  const person = one.person === null ? null : (names[one.person] ?? 'somebody who left')
  const whom = person === null ? channel : `${person}, by ${channel}`
  return (
    <tr>
      <td data-label="After: ">{one.not ? '–' : seconds === 0 ? 'at once' : duration(seconds)}</td>
      <td data-label="When: ">
        <When at={one.at} />
      </td>
      <td class="wrap" data-label="Whom: ">
        {one.not ? <s class="soft">{whom}</s> : whom}
      </td>
      <td class="wrap" data-label="Why: ">
        {whyOf(one, names)}
      </td>
    </tr>
  )
}

const nots = {
  off: 'not told: switched off',
  level: 'not told: it does not take this level',
  unverified: 'not told: its receiver has not confirmed it',
}
const waits = { quiet: ', when the quiet hours are over', digest: ', with the digest' }

function whyOf(one: PreviewLine, names: PreviewData['names']): string {
  if (one.not) return nots[one.not]
  const round = one.round > 0 ? `, repeat ${one.round}` : ''
  const wait = one.waitsFor ? waits[one.waitsFor] : ''
  return `step ${one.step + 1}${round}: ${calledOf(one, names)}${wait}`
}

function calledOf({ why, schedule }: PreviewLine, names: PreviewData['names']): string {
  switch (why) {
    case 'on_call':
      return `on call in ${names[schedule ?? ''] ?? 'a removed schedule'}`
    case 'person':
      return 'named'
    case 'nobody':
      return 'nobody is on call then, so everybody is told'
    case 'owner':
      return 'no channel of the workspace is on, so its owners are told'
    case 'instead':
      return 'instead, for all channels of this policy are off'
    case 'channel':
      return 'its channel'
  }
}
