// What if: a check's last days under other settings, beside what was told, before anything is saved.
import type { Check } from '../../workers/domain/check/check.ts'
import type { WhatIf } from '../../workers/domain/whatif/index.ts'
import { intervalField, verdictFields } from '../parts/check-fields.ts'
import { Act, Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { Beside, NotKnown, Strip } from '../parts/outcomes.tsx'

export interface WhatIfData {
  check: Check
  days: number
  typed: Typed
  /** The settings as they are, as texts. */
  values: Record<string, string>
  locations: { id: string; label: string; default: boolean }[]
  chosen: string[]
  /** What is tried, as hidden fields of the form that saves it. */
  tried: [name: string, value: string][]
  result: { found: WhatIf; from: number; to: number } | null
}

const fields = [intervalField, ...verdictFields.filter((one) => one.name !== 'timeoutMs')]

export function WhatIfPage(data: WhatIfData) {
  const { check, result } = data
  return (
    <Layout title={`What if: ${check.name}`} section="/">
      <div class="head">
        <div>
          <h1>What if: {check.name}</h1>
          <p>
            Replays what was measured through the same verdict, under other settings. Nothing is
            saved. <a href={`/checks/${check.id}`}>Back to the check</a>
          </p>
        </div>
      </div>
      <FormFault typed={data.typed} fields={fields.map((one) => one.name)} />
      {result && <Result {...data} result={result} />}
      <h2>{result ? 'Try others' : 'Try'}</h2>
      <Form {...data} />
    </Layout>
  )
}

function Result({
  result,
  days,
  check,
  tried,
}: WhatIfData & { result: NonNullable<WhatIfData['result']> }) {
  const { found, from, to } = result
  const told = (all: WhatIf['were']) => all.filter((one) => one.told).length
  const [were, would] = [told(found.were), told(found.would)]
  return (
    <section aria-label="Result">
      <p class="verdict">
        <strong>{toldWords(were, would)}</strong> in the last {days} days.
      </p>
      <p class="soft">
        Suspicions that woke nobody: {found.avoided.would} instead of {found.avoided.were}.{' '}
        {found.rounds} rounds were replayed
        {found.firstAt !== null && found.firstAt > from + 86_400_000
          ? `, the first of ${new Date(found.firstAt).toISOString().slice(0, 10)}`
          : ''}
        .
        {told(found.asIs) !== were &&
          ` Under today's settings the replay tells ${times(told(found.asIs))}: they were others then, or not everything is kept.`}
      </p>
      <Strip found={found} from={from} to={to} />
      <NotKnown stretches={found.notKnown} />
      <Beside found={found} />
      {tried.length > 0 && (
        <Act action={`/checks/${check.id}/whatif`} label="Use these settings" class="primary">
          {tried.map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
        </Act>
      )}
    </section>
  )
}

function toldWords(were: number, would: number): string {
  if (would === 0 && were === 0) return 'You would have been told of nothing, as you were,'
  if (would === were) return `You would have been told ${times(would)}, as you were,`
  if (would === 0) return `You would not have been told at all instead of ${times(were)}`
  if (were === 0) return `You would have been told ${times(would)} instead of not at all`
  return `You would have been told ${times(would)} instead of ${times(were)}`
}

const times = (n: number) => ['not at all', 'once', 'twice'][n] ?? `${n} times`

function Form({ check, days, typed, values, locations, chosen }: WhatIfData) {
  return (
    <form method="get" action={`/checks/${check.id}/whatif`} class="fields">
      <div class="pair">
        {fields.map((field) => (
          <Field
            field={{
              ...field,
              help: `${field.help} Now: ${values[field.name] || 'chosen by eSonar'}.`,
            }}
            typed={typed}
            value={values[field.name] ?? ''}
          />
        ))}
      </div>
      <fieldset>
        <legend>Locations</legend>
        <small>None chosen: the default ones. Places that were never asked are not known.</small>
        {locations.map(({ id, label }) => (
          <label>
            <input
              type="checkbox"
              name="locations"
              value={id}
              {...(chosen.includes(id) ? { checked: true } : {})}
            />{' '}
            {label}
          </label>
        ))}
      </fieldset>
      <div class="field">
        <label for="f-days">Days</label>
        <select id="f-days" name="days">
          {[7, 30, 90].map((one) => (
            <option value={String(one)} {...(one === days ? { selected: true } : {})}>
              the last {one} days
            </option>
          ))}
        </select>
        <small>A shorter interval than today's cannot be known: nobody asked in between.</small>
      </div>
      <div class="actions">
        <button type="submit" class="primary">
          Replay
        </button>
      </div>
    </form>
  )
}
