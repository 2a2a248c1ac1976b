// What the overview is narrowed to: a form that is sent as an address, so that it can be kept and
// shared, and works without JavaScript.
import { groupings, healthOrder, isNarrowed, type Wanted } from './wanted.ts'

export function Filter({
  wanted,
  types,
  tags,
  shown,
  all,
}: {
  wanted: Wanted
  types: string[]
  tags: string[]
  shown: number
  all: number
}) {
  return (
    <form method="get" action="/" class="filter" aria-label="Filter of checks" data-filter="">
      <input
        type="search"
        name="q"
        value={wanted.q}
        aria-label="Search by name, address or tag"
        placeholder="Search"
        autocomplete="off"
      />
      <button type="submit">Filter</button>
      <Choice
        name="health"
        label="Any health"
        value={wanted.health}
        list={['wrong', ...healthOrder]}
      />
      {types.length > 1 && <Choice name="type" label="Any type" value={wanted.type} list={types} />}
      {tags.length > 0 && <Choice name="tag" label="Any tag" value={wanted.tag} list={tags} />}
      <Choice name="group" label="Group by" value={wanted.group} list={[...groupings]} />
      {isNarrowed(wanted) && (
        <span class="soft">
          {shown} of {all} · <a href="/">show all</a>
        </span>
      )}
    </form>
  )
}

function Choice({
  name,
  label,
  value,
  list,
}: {
  name: string
  label: string
  value: string
  list: string[]
}) {
  return (
    <select name={name} aria-label={label}>
      <option value="">{label}</option>
      {list.map((one) => (
        <option value={one} {...(one === value ? { selected: true } : {})}>
          {one}
        </option>
      ))}
    </select>
  )
}
