// docs/checks.md is drawn from the registry of check types: the same labels, help and defaults as
// the form. `UPDATE=1` writes it anew.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  askedFields,
  fieldsOf,
  intervalField,
  levelPrefix,
} from '../../dashboard/parts/check-fields.ts'
import { commonDefaults, type FormField } from '../../workers/domain/check/check-fields.ts'
import { kindOf, typeNames } from '../../workers/domain/check/index.ts'
import { wordsApart } from '../../workers/routes/check-words.ts'

const path = join(import.meta.dirname, '../../docs/checks.md')
const asked = {
  edge: 'Asked from every location.',
  agent: 'Needs an agent: no location of the network can ask it.',
  nobody: 'Nobody is asked: it is told, or made of others.',
}

const cell = (text: string) => text.replaceAll('|', '\\|')
const codeOf = (value: unknown) =>
  value === undefined || value === null || value === '' ? '' : `\`${JSON.stringify(value)}\``

function row(name: string, label: string, help: string, value: string): string {
  return `| \`${name}\` | ${cell(label)} | ${cell(help)} | ${value} |`
}

function section(type: (typeof typeNames)[number]): string {
  const { label, help, asked: whom, form, apiHelp = {}, required, ...kind } = kindOf(type)
  const { downLevel } = commonDefaults
  const defaults: Record<string, unknown> = { downLevel, ...kind.defaults }
  const standing = (name: string) =>
    (required as string[]).includes(name) ? 'required' : codeOf(defaults[name])
  const rows = [
    ...form.map((one) => row(one.name, one.label, helpOf(one), standing(one.name))),
    ...Object.entries(apiHelp).map(([name, text]) => row(name, 'API only', text, standing(name))),
  ]
  const own = Object.entries(kind.commonDefaults ?? {})
  const differs = own.map(([name, value]) => `\`${name}\` is ${codeOf(value)} here.`).join(' ')
  return [
    `## ${label} (\`${type}\`)`,
    '',
    `${help} ${asked[whom]}${differs ? ` ${differs}` : ''}`,
    '',
  ]
    .concat(['| field | in the form | meaning | default |', '| --- | --- | --- | --- |', ...rows])
    .join('\n')
}

const helpOf = ({ help, unit, options }: FormField) =>
  `${help}${unit ? ` In ${unit}.` : ''}${options ? ` One of ${options.map((one) => `\`${one}\``).join(', ')}.` : ''}`

/** A level of its own kind, as the API takes it: the form offers the usual one by that name. */
function asTaken(field: FormField): [field: FormField, usual: string] {
  const [first = '', ...levels] = field.options ?? []
  const usual = /\((\w+)\)/.exec(first)?.[1] ?? ''
  const name = field.name.replace(levelPrefix, 'levels.')
  return [{ ...field, name, options: levels }, codeOf(usual)]
}

/** The fields that types share, those of the form first. */
function shared(fields: FormField[], others: (keyof typeof wordsApart)[]): string {
  const defaults: Record<string, unknown> = { ...commonDefaults, paused: false }
  const rows = [
    ...fields.map((field) => {
      const [one, usual] = field.name.startsWith(levelPrefix)
        ? asTaken(field)
        : [field, codeOf(defaults[field.name])]
      return row(one.name, one.label, helpOf(one), usual)
    }),
    ...others.map((name) => row(name, '', wordsApart[name], codeOf(defaults[name]))),
  ]
  const head = ['| field | in the form | meaning | default |', '| --- | --- | --- | --- |']
  return [...head, ...rows].join('\n')
}

function page(): string {
  const asked = [intervalField, ...askedFields('http')]
  const own = [...kindOf('http').form, ...asked].map(({ name }) => name)
  const ofAll = fieldsOf('http').filter(({ name }) => !own.includes(name))
  return `${[
    '# Check types',
    'Drawn from the files of the types (`workers/domain/check/`), as the form and the API are.',
    ...typeNames.map(section),
    '## Of every check that is asked',
    shared(asked, ['locations']),
    '## Of every check',
    shared(ofAll, ['paused']),
  ].join('\n\n')}\n`
}

it('says of every field what the form says', () => {
  if (process.env.UPDATE) writeFileSync(path, page())
  expect(readFileSync(path, 'utf8')).toBe(page())
})

it.each(typeNames)('leaves out no field of %s', (type) => {
  const { form, apiHelp = {}, fields } = kindOf(type)
  const described = [...form.map(({ name }) => name), ...Object.keys(apiHelp)]
  // `downLevel` is of all checks; some types ask for it in their form.
  const own = described.filter((name) => name !== 'downLevel')
  expect(own.toSorted()).toEqual(Object.keys(fields).toSorted())
})
