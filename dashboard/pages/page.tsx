// One status page for its owner: what it shows, how it looks, at which address.
import type { Page } from '../../workers/domain/config.ts'
import { themes } from '../../workers/domain/page/settings.ts'
import { languages } from '../../workers/domain/page/words/index.ts'
import { ComponentRows, type RowsData } from '../parts/component-rows.tsx'
import { Act, Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { Access, Host, Logo } from '../parts/page-forms.tsx'

const text = 'text' as const
const fields = [
  { name: 'title', label: 'Title', help: 'What visitors read on top.', kind: text, required: true },
  {
    name: 'slug',
    label: 'Address',
    help: 'Behind /status/: letters a-z, digits and dashes.',
    kind: text,
    required: true,
  },
  {
    name: 'text',
    label: 'Text above the services',
    help: 'Plain text. An address that begins with https:// becomes a link.',
    kind: 'textarea' as const,
  },
  {
    name: 'accent',
    label: 'Accent colour',
    help: 'Like #0a7ea4; of links. It is darkened or lightened where it could not be read.',
    kind: text,
  },
  {
    name: 'theme',
    label: 'Light or dark',
    help: 'auto: as the visitor has it.',
    kind: 'select' as const,
    options: [...themes],
  },
  {
    name: 'language',
    label: 'Language',
    help: 'Where the visitor’s browser asks for none of English, German, French, Spanish, Japanese.',
    kind: 'select' as const,
    options: [...languages],
  },
  {
    name: 'auto',
    label: 'Tell incidents by themselves',
    help: 'What the checks find is shown at once, and kept in the history.',
    kind: 'checkbox' as const,
  },
  {
    name: 'autoMaintenance',
    label: 'Announce maintenance by itself',
    help: 'Planned windows of these checks, two weeks ahead.',
    kind: 'checkbox' as const,
  },
  {
    name: 'isIndexed',
    label: 'Search engines may list it',
    help: 'Off: it asks them not to.',
    kind: 'checkbox' as const,
  },
  {
    name: 'templates',
    label: 'Words to begin with',
    help: 'A line each, like "Provider: Our provider has a fault." Offered when you tell of something.',
    kind: 'textarea' as const,
  },
  {
    name: 'embedOn',
    label: 'Sites that may embed it',
    help: 'A line each, like https://example.com. Blank: any may show /embed in a frame.',
    kind: 'textarea' as const,
  },
]

export interface PageData {
  page: Page
  values: Record<string, string>
  rows: RowsData
  typed: Typed
  /** Where visitors find it. */
  url: string
}

export function PageEditor({ page, values, rows, typed, url }: PageData) {
  const shown = [...fields.map((one) => one.name), 'groups', 'host', 'logo', 'access', 'password']
  return (
    <Layout title={page.title} section="/pages">
      <div class="head">
        <div>
          <h1>{page.title}</h1>
          <p>
            <a href={`/status/${page.slug}`}>{url}</a>
            {page.isPublic ? '' : ', hidden'}
          </p>
        </div>
        <div class="actions">
          <a class="button" href={`/pages/${page.id}/posts`}>
            Incidents and maintenance
          </a>
          <a class="button" href={`/pages/${page.id}/subscribers`}>
            Subscribers
          </a>
          <Act
            action={`/pages/${page.id}/${page.isPublic ? 'hide' : 'show'}`}
            label={page.isPublic ? 'Hide' : 'Publish'}
          />
        </div>
      </div>
      <FormFault typed={typed} fields={shown} />
      <h2>What it shows</h2>
      <form method="post" action={`/pages/${page.id}/components`}>
        <ComponentRows {...rows} />
        <button type="submit" class="primary">
          Save the components
        </button>
      </form>
      <h2>How it looks and what it says</h2>
      <form method="post" action={`/pages/${page.id}`} class="fields">
        {fields.map((field) => (
          <Field field={field} typed={typed} value={values[field.name] ?? ''} />
        ))}
        <div>
          <button type="submit" class="primary">
            Save
          </button>
        </div>
      </form>
      <Logo page={page} typed={typed} />
      <Access page={page} typed={typed} />
      <Host page={page} typed={typed} />
      <h2>Remove</h2>
      <Act action={`/pages/${page.id}/remove`} label="Remove the page" class="danger" />
    </Layout>
  )
}
