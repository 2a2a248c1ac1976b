// What a check's form lets one choose among: locations, and other checks.
import type { Place } from '../../workers/domain/agent.ts'
import type { Check } from '../../workers/domain/check/check.ts'
import { checkTypes } from '../../workers/domain/check/index.ts'
import { parentField, policyField } from './check-fields.ts'
import { OneOf } from './choices.tsx'
import type { Typed } from './fields.tsx'
import type { LooksData } from './looks.tsx'

export interface CheckFormData {
  type: Check['type']
  /** null: a new one. */
  check: { id: string; name: string; version: number } | null
  typed: Typed
  /** What is stored, as texts. */
  values: Record<string, string>
  locations: Pick<Place, 'id' | 'label' | 'default' | 'agent'>[]
  chosen: string[] | null
  /** By what is typed, or stored, agents alone can ask it. */
  isForAgents: boolean
  /** What a group may be made of, and what it is made of. */
  others: { id: string; name: string }[]
  members: string[]
  policies: { id: string; name: string; isDefault: boolean }[]
  /** What a test of what was typed saw; null: it was not tested. */
  test: LooksData | null
}

export function Members({ others, members, check }: CheckFormData) {
  return (
    <fieldset>
      <legend>Members</legend>
      <small>The checks whose health decides, 50 at most. Paused ones are set aside.</small>
      {others
        .filter(({ id }) => id !== check?.id)
        .map(({ id, name }) => (
          <label>
            <input
              type="checkbox"
              name="members"
              value={id}
              {...(members.includes(id) ? { checked: true } : {})}
            />{' '}
            {name}
          </label>
        ))}
      {others.length === 0 && <p class="soft">There is no check yet to make a group of.</p>}
    </fieldset>
  )
}

export function Parent({ others, typed, values, check }: CheckFormData) {
  const { name, label, help } = parentField
  const chosen = typed.values[name] ?? values[name] ?? ''
  const fault = typed.fault?.field === name ? typed.fault?.detail : null
  return (
    <div class={fault ? 'field wrong' : 'field'}>
      <label for="f-parent">{label}</label>
      <select id="f-parent" name={name} aria-describedby="f-parent-help">
        <option value="">nothing</option>
        {others
          .filter(({ id }) => id !== check?.id)
          .map((one) => (
            <option value={one.id} {...(one.id === chosen ? { selected: true } : {})}>
              {one.name}
            </option>
          ))}
      </select>
      {fault && (
        <span class="fault">
          {label}: {fault}
        </span>
      )}
      <small id="f-parent-help">{help}</small>
    </div>
  )
}

export function PolicyChoice({ policies, typed, values }: CheckFormData) {
  const { name, label, help } = policyField
  const fallback = policies.find((one) => one.isDefault)?.name ?? 'the default'
  return (
    <OneOf
      name={name}
      label={label}
      help={help}
      choices={policies.filter((one) => !one.isDefault)}
      chosen={typed.values[name] ?? values[name] ?? ''}
      none={fallback}
    />
  )
}

/** Of a type that its settings alone may leave to agents, the others stay to be chosen. */
export function Locations({ type, locations, chosen, typed, isForAgents }: CheckFormData) {
  const isTypeForAgents = checkTypes[type].asked === 'agent'
  const asked = isTypeForAgents ? locations.filter((one) => one.agent) : locations
  const fault = typed.fault?.field === 'locations' ? typed.fault.detail : null
  return (
    <fieldset aria-describedby="f-locations-help">
      <legend>Locations</legend>
      {fault && (
        <span class="fault" role="alert">
          Locations: {fault}
        </span>
      )}
      <small id="f-locations-help">{isForAgents ? agentsHelp : placesHelp}</small>
      {asked.map(({ id, label, default: isUsual, agent }) => (
        <label>
          <input
            type="checkbox"
            name="locations"
            value={id}
            {...(chosen?.includes(id) ? { checked: true } : {})}
          />{' '}
          {label}
          {agent && !isTypeForAgents ? <small> agent</small> : ''}
          {(isForAgents ? agent?.builtIn : isUsual) ? <small> default</small> : ''}
        </label>
      ))}
    </fieldset>
  )
}

const agentsHelp = 'Only agents can ask this. None chosen: the built-in one.'
const placesHelp = 'None chosen: the default ones. An odd number of three or more decides best.'
