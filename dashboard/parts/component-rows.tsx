// The components of a status page as rows of a form: heading, public name, what it shows. A few
// blank rows are for more.
import type { Typed } from './fields.tsx'

export interface Row {
  key: string
  heading: string
  name: string
  shows: string
}

export interface RowsData {
  rows: Row[]
  /** Names of checks and what is set by hand: suggestions. */
  choices: string[]
  typed: Typed
}

const blank: Row = { key: '', heading: '', name: '', shows: '' }
const blanks = 3

export function ComponentRows({ rows, choices, typed }: RowsData) {
  const fault = typed.fault?.field?.startsWith('groups') ? typed.fault.detail : null
  const all = [...rows, ...Array.from({ length: blanks }, () => blank)]
  return (
    <>
      {fault && (
        <div class="banner bad" role="alert">
          <p>Components: {fault}</p>
        </div>
      )}
      <datalist id="component-choices">
        {choices.map((one) => (
          <option value={one} />
        ))}
      </datalist>
      <div class="scroll">
        <table class="stack components">
          <thead>
            <tr>
              <th scope="col">Heading</th>
              <th scope="col">Public name</th>
              <th scope="col">Shows</th>
            </tr>
          </thead>
          <tbody>
            {all.map((row, index) => (
              <tr>
                <td>
                  <input type="hidden" name="key" value={row.key} />
                  <Cell name="heading" label="Heading" row={index} value={row.heading} />
                </td>
                <td>
                  <Cell name="name" label="Public name" row={index} value={row.name} />
                </td>
                <td>
                  <Cell name="shows" label="Shows" row={index} value={row.shows} isChosen />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        <small>
          A heading begins a group; leave it blank to stay in the one above. Without a public name
          the check’s own is used. Empty a row to remove it.
        </small>
      </p>
    </>
  )
}

interface CellData {
  name: string
  label: string
  row: number
  value: string
  isChosen?: boolean
}

function Cell({ name, label, row, value, isChosen }: CellData) {
  return (
    <input
      type="text"
      name={name}
      value={value}
      aria-label={`${label}, row ${row + 1}`}
      autocomplete="off"
      placeholder={isChosen ? 'a check, or by hand: up' : label}
      {...(isChosen ? { list: 'component-choices' } : {})}
    />
  )
}
