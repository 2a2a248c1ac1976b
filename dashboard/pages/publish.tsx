// An incident told on a status page: on which, and in which words.
import type { Page } from '../../workers/domain/config.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import type { Component } from '../../workers/domain/page/settings.ts'
import type { Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { PostForm } from '../parts/post-form.tsx'

export interface PublishData {
  incident: Incident
  headline: string
  /** Pages with the components that show its check. */
  pages: { page: Page; components: Component[]; told: string | null }[]
  typed: Typed
  values: Record<string, string>
}

export function PublishPage({ incident, headline, pages, typed, values }: PublishData) {
  return (
    <Layout title="Tell on a status page" section="/incidents">
      <div class="head">
        <div>
          <h1>Tell on a status page</h1>
          <p>
            <a href={`/incidents/${incident.id}`}>{headline}</a>
          </p>
        </div>
      </div>
      {pages.length === 0 && (
        <div class="empty">
          <p>No status page shows this check.</p>
          <a class="button" href="/pages">
            Status pages
          </a>
        </div>
      )}
      {pages.map(({ page, components, told }) => (
        <>
          <h2>{page.title}</h2>
          {told ? (
            <p>
              It is told there already.{' '}
              <a href={`/pages/${page.id}/posts#${told}`}>Add an update.</a>
            </p>
          ) : (
            <PostForm
              action={`/incidents/${incident.id}/publish/${page.id}`}
              kind="incident"
              components={components}
              chosen={components.map((one) => one.key)}
              typed={typed}
              values={values}
              button="Tell it"
            />
          )}
        </>
      ))}
    </Layout>
  )
}
