// How it is, in one line, for a frame on another page.
import type { FeedFacts } from '../../workers/domain/page/feeds.ts'
import { shapeOf } from '../parts/health.tsx'

export function StatusEmbed({ view, language, url }: FeedFacts) {
  const { snapshot, overall } = view
  const { theme, accent } = snapshot
  return (
    <html lang={language} class={theme === 'auto' ? undefined : `theme-${theme}`}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{snapshot.title}</title>
        <link rel="stylesheet" href="/assets/app.css" />
        {accent && <link rel="stylesheet" href={`/look/${accent.slice(1)}.css`} />}
      </head>
      <body class="embed">
        <a href={url} target="_blank" rel="noopener">
          <span class={`health ${overall === 'trouble' ? 'slow' : overall}`} aria-hidden="true">
            {shapeOf(overall === 'trouble' ? 'slow' : overall)}
          </span>{' '}
          {view.sentence(language)}
        </a>
      </body>
    </html>
  )
}
