// The docs: what there is, and one page of it beside the list of all.
import type { TextGroup, TextPage } from '../../workers/domain/text-page.ts'
import { type Site, SiteFrame } from '../parts/site-frame.tsx'
import { Contents, Text } from '../parts/text.tsx'

export function DocsIndex({ site, groups }: { site: Site; groups: TextGroup[] }) {
  return (
    <SiteFrame
      site={site}
      title="Docs"
      lead="How eSonar checks, verifies, decides and tells; how to run it, and how to speak to it."
      path="/docs"
    >
      <h1>Docs</h1>
      <p class="lead">
        The same pages lie beside the code. Every call of the API, with a line to try it by, stands
        at <a href="/api">/api</a>.
      </p>
      <div class="doc-groups">
        {groups.map(({ title, pages }) => (
          <section>
            <h2>{title}</h2>
            <ul>
              {pages.map((one) => (
                <li>
                  <a href={`/docs/${one.name}`}>{one.title}</a>
                  {one.lead && !one.name.includes('/') && <small>{firstSentence(one.lead)}</small>}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </SiteFrame>
  )
}

export interface DocsData {
  site: Site
  page: TextPage
  groups: TextGroup[]
}

export function DocsPage({ site, page, groups }: DocsData) {
  const flat = groups.flatMap((group) => group.pages)
  const at = flat.findIndex((one) => one.name === page.name)
  const [before, after] = [flat[at - 1], flat[at + 1]]
  return (
    <SiteFrame
      site={site}
      title={page.title}
      lead={firstSentence(page.lead) || `${page.title}: a page of the docs of eSonar.`}
      path={`/docs/${page.name}`}
    >
      <div class="docs">
        <article>
          <p class="above">
            <a href="/docs">Docs</a> / {groupOf(groups, page.name)}
          </p>
          <h1>{page.title}</h1>
          <Contents page={page} class="contents" />
          <Text html={page.html} />
          <nav class="beside" aria-label="Next to this page">
            {before && <a href={`/docs/${before.name}`}>← {before.title}</a>}
            {after && (
              <a class="next" href={`/docs/${after.name}`}>
                {after.title} →
              </a>
            )}
          </nav>
        </article>
        <nav class="all" aria-label="All pages">
          {groups.map(({ title, pages }) => (
            <section>
              <h2>{title}</h2>
              <ul>
                {pages.map((one) => (
                  <li>
                    <a
                      href={`/docs/${one.name}`}
                      {...(one.name === page.name ? { 'aria-current': 'page' } : {})}
                    >
                      {one.title}
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </nav>
      </div>
    </SiteFrame>
  )
}

const groupOf = (groups: TextGroup[], name: string) =>
  groups.find((group) => group.pages.some((one) => one.name === name))?.title ?? 'More'

const leadMax = 160

/** The first sentence, cut at a word where it is long. */
function firstSentence(text: string): string {
  const sentence = /^.*?[.:](?= |$)/.exec(text)?.[0] ?? text
  if (sentence.length <= leadMax) return sentence.replace(/:$/, '.')
  return `${sentence.slice(0, leadMax).replace(/\s\S*$/, '')} …`
}
