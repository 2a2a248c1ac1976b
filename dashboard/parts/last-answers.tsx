// The newest answers of a check, one line each.
import type { Answer } from '../../workers/domain/sample.ts'
import { milliseconds } from '../../workers/domain/words/index.ts'
import { Health } from './health.tsx'
import { shownAs } from './places.tsx'
import { When } from './when.tsx'

export function LastAnswers({
  answers,
  names,
}: {
  answers: Answer[]
  names: Record<string, string>
}) {
  return (
    <div data-live="answers">
      <details>
        <summary>The last {answers.length} answers, one by one</summary>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Place</th>
                <th scope="col">Outcome</th>
                <th scope="col" class="number">
                  Took
                </th>
              </tr>
            </thead>
            <tbody>
              {answers.map(({ at, location, ms, outcome }) => (
                <tr>
                  <td>
                    <When at={at} short />
                  </td>
                  <td>{names[location] ?? location}</td>
                  <td>
                    <Health {...shownAs[outcome]} />
                  </td>
                  <td class="number">{milliseconds(ms)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </div>
  )
}
