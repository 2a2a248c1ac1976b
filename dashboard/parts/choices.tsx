// Lists to choose from in forms: boxes to tick, and one of several.
export interface Choice {
  id: string
  name: string
}

/** Boxes under one name. */
export function Boxes({
  name,
  legend,
  help,
  choices,
  chosen,
}: {
  name: string
  legend: string
  help?: string
  choices: Choice[]
  chosen: readonly string[]
}) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {help && <small>{help}</small>}
      {choices.map(({ id, name: label }) => (
        <label>
          <input
            type="checkbox"
            name={name}
            value={id}
            {...(chosen.includes(id) ? { checked: true } : {})}
          />{' '}
          {label}
        </label>
      ))}
    </fieldset>
  )
}

/** One of several; `none` is what the empty choice says. */
export function OneOf({
  name,
  label,
  help,
  choices,
  chosen,
  none,
  id = `f-${name}`,
}: {
  name: string
  label: string
  help: string
  choices: Choice[]
  chosen: string
  none?: string
  /** Of the control, where a page has several of the name. */
  id?: string
}) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} aria-describedby={`${id}-help`}>
        {none !== undefined && <option value="">{none}</option>}
        {choices.map((one) => (
          <option value={one.id} {...(one.id === chosen ? { selected: true } : {})}>
            {one.name}
          </option>
        ))}
      </select>
      <small id={`${id}-help`}>{help}</small>
    </div>
  )
}
