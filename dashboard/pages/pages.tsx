// Status pages: which there are, and adding one.
import type { Page } from '../../workers/domain/config.ts'
import { Act, Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'

const pageFields = [
  {
    name: 'title',
    label: 'Title',
    help: 'What visitors read on top.',
    kind: 'text',
    required: true,
  },
  {
    name: 'slug',
    label: 'Address',
    help: 'Behind /status/: letters a-z, digits and dashes.',
    kind: 'text',
    required: true,
  },
] as const

export function PagesPage({ pages, typed }: { pages: Page[]; typed: Typed }) {
  return (
    <Layout title="Status pages" section="/pages">
      <div class="head">
        <div>
          <h1>Status pages</h1>
          <p>What the public may see: names, health, and incidents in public words.</p>
        </div>
      </div>
      <div class="scroll">
        <table>
          <tbody>
            {pages.map((page) => (
              <tr>
                <td class="wrap">
                  <a href={`/pages/${page.id}`}>{page.title}</a>
                  <br />
                  <a href={`/status/${page.slug}`}>
                    <code>{page.host ?? `/status/${page.slug}`}</code>
                  </a>
                </td>
                <td>{page.isPublic ? 'public' : 'hidden'}</td>
                <td>
                  <div class="actions">
                    <Act
                      action={`/pages/${page.id}/${page.isPublic ? 'hide' : 'show'}`}
                      label={page.isPublic ? 'Hide' : 'Publish'}
                    />
                    <Act action={`/pages/${page.id}/remove`} label="Remove" class="danger" />
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h2>Add a status page</h2>
      <FormFault typed={typed} fields={pageFields.map((one) => one.name)} />
      <form method="post" action="/pages" class="fields">
        <div class="pair">
          {pageFields.map((field) => (
            <Field field={field} typed={typed} />
          ))}
        </div>
        <div>
          <button type="submit" class="primary">
            Add the page
          </button>
        </div>
      </form>
    </Layout>
  )
}
