// A legal page: the operator's template with their own facts filled in, or what they left open.
import type { TextPage } from '../../workers/domain/text-page.ts'
import { type Site, SiteFrame } from '../parts/site-frame.tsx'
import { Text } from '../parts/text.tsx'

export interface LegalData {
  site: Site
  page: TextPage
  /** With the operator's facts. */
  html: string
  /** Variables that are not set. */
  lacking: string[]
}

export function LegalPage({ site, page, html, lacking }: LegalData) {
  return (
    <SiteFrame
      site={site}
      title={page.title}
      lead={`${page.title} of this installation of eSonar.`}
      path={`/legal/${page.name}`}
    >
      <article class="legal">
        <h1>{page.title}</h1>
        {lacking.length > 0 && (
          <div class="banner" role="note">
            <p>
              <strong>Whoever runs this installation has not filled this page in.</strong> Missing:{' '}
              {lacking.join(', ')}. Until then it binds nobody.
            </p>
          </div>
        )}
        <Text html={html} />
      </article>
    </SiteFrame>
  )
}
