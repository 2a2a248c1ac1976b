// The public status page, drawn from what is in KV alone: it needs neither database nor shard.

import type { PageView } from '../../workers/domain/page/view.ts'
import { type Language, lengthIn, sayIn } from '../../workers/domain/page/words/index.ts'
import type { PublicHealth } from '../../workers/domain/page.ts'
import { DayBars } from '../parts/bars.tsx'
import { Health, type Shown, shapeOf } from '../parts/health.tsx'
import { Posts } from '../parts/posts.tsx'
import { hrefOf, PublicFrame, type Reader, Written } from '../parts/public-frame.tsx'

export interface StatusData {
  view: PageView
  reader: Reader
}

export function StatusPage({ view, reader }: StatusData) {
  const { snapshot, overall, open, planned, recent, staleMs } = view
  const { language } = reader
  const mark = overall === 'up' ? '' : `${shapeOf(overall === 'trouble' ? 'slow' : overall)} `
  const some = { view, language }
  return (
    <PublicFrame snapshot={snapshot} reader={reader} path="" title={`${mark}${snapshot.title}`}>
      <h1 class={`overall ${overall}`}>{view.sentence(language)}</h1>
      {staleMs !== null && (
        <p class="stale" role="status">
          {sayIn(language, 'stale', { ago: lengthIn(language, staleMs) })}
        </p>
      )}
      <Written text={snapshot.text} />
      {open.length > 0 && (
        <section>
          <h2>{sayIn(language, 'now')}</h2>
          <Posts posts={open} {...some} />
        </section>
      )}
      <Services view={view} language={language} />
      {planned.length > 0 && (
        <section>
          <h2>{sayIn(language, 'planned')}</h2>
          <Posts posts={planned} {...some} />
        </section>
      )}
      <section>
        <h2>{sayIn(language, 'past')}</h2>
        {recent.length > 0 ? (
          <Posts posts={recent} {...some} />
        ) : (
          <p class="soft">{sayIn(language, 'no_past')}</p>
        )}
        <p>
          <a href={hrefOf(reader, '/history')}>{sayIn(language, 'history')}</a>
        </p>
      </section>
    </PublicFrame>
  )
}

function Services({ view, language }: { view: PageView; language: Language }) {
  const { groups } = view
  if (groups.every((one) => one.components.length === 0)) return null
  return (
    <section>
      <h2>
        {sayIn(language, 'services')} <small>{sayIn(language, 'days_90')}</small>
      </h2>
      {groups.map(({ name, components }) => (
        <>
          {name !== null && <h3 class="group">{name}</h3>}
          <ul class="rows">
            {components.map((one) => (
              <li>
                <div class="line">
                  <span class="name">{one.name}</span>
                  <Health health={shownAs(one.health)} word={sayIn(language, one.health)} />
                </div>
                {one.bars && <DayBars bars={one.bars} language={language} />}
              </li>
            ))}
          </ul>
        </>
      ))}
    </section>
  )
}

const shownAs = (health: PublicHealth): Shown => (health === 'trouble' ? 'unstable' : health)
