// The badge of a check: a switch, what it looks like, and the lines to copy.
import type { Check } from '../../workers/domain/check/check.ts'
import { Act } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'

interface Addresses {
  svg: string
  shields: string
}

export interface BadgeData {
  check: Check
  /** Null while it is off. */
  badge: { health: Addresses; uptime: Addresses } | null
}

export function BadgePage({ check, badge }: BadgeData) {
  const path = `/checks/${check.id}/badge`
  return (
    <Layout title={`${check.name}: badge`} section="/">
      <div class="head">
        <div>
          <h1>Badge of {check.name}</h1>
          <p>
            <a href={`/checks/${check.id}`}>Back to the check</a>
          </p>
        </div>
        {badge && (
          <div class="actions">
            <Act action={`${path}/show`} label="Move it to a new address" />
            <Act action={`${path}/hide`} label="Switch off" />
          </div>
        )}
      </div>
      <p>
        Two small pictures for a README or a wiki: health, and uptime of 30 days. Whoever has the
        address sees them, and neither name nor target of the check.
      </p>
      {badge ? (
        <>
          <Kind name="Health" addresses={badge.health} />
          <Kind name="Uptime" addresses={badge.uptime} />
        </>
      ) : (
        <div class="empty">
          <p>It is off: nobody sees anything.</p>
          <Act action={`${path}/show`} label="Switch the badge on" class="primary" />
        </div>
      )}
    </Layout>
  )
}

function Kind({ name, addresses: { svg, shields } }: { name: string; addresses: Addresses }) {
  return (
    <section>
      <h2>{name}</h2>
      <p>
        <img src={new URL(svg).pathname} alt={`The badge: ${name.toLowerCase()}`} height="20" />
      </p>
      <dl class="lines">
        <dt>Markdown</dt>
        <dd>
          <pre class="command">{`![${name}](${svg})`}</pre>
        </dd>
        <dt>HTML</dt>
        <dd>
          <pre class="command">{`<img src="${svg}" alt="${name}">`}</pre>
        </dd>
        <dt>For shields.io</dt>
        <dd>
          <pre class="command">
            {`https://img.shields.io/endpoint?url=${encodeURIComponent(shields)}`}
          </pre>
        </dd>
      </dl>
    </section>
  )
}
