// The frame of the public site: what eSonar is, what it costs, its docs, and who runs it. Works
// without a script; the same for whoever is signed in and whoever is not.
import type { Child } from 'hono/jsx'
import { Mark } from './layout.tsx'

/** What an installation shows to strangers. */
export interface Site {
  baseUrl: string
  /** Strangers sign up here: there are prices, and a way in. */
  isOpen: boolean
  /** The legal pages are shown. */
  hasLegal: boolean
}

export interface SitePage {
  site: Site
  /** Without the name of the program. */
  title: string
  /** One sentence, for search engines and previews of links. */
  lead: string
  /** Path of this page. */
  path: string
  children: Child
}

/** A page of the public site. */
export function SiteFrame({ site, title, lead, path, children }: SitePage) {
  const whole = path === '/' ? title : `${title} · eSonar`
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{whole}</title>
        <meta name="description" content={lead} />
        <link rel="canonical" href={`${site.baseUrl}${path}`} />
        <meta property="og:type" content="website" />
        <meta property="og:site_name" content="eSonar" />
        <meta property="og:title" content={whole} />
        <meta property="og:description" content={lead} />
        <meta property="og:url" content={`${site.baseUrl}${path}`} />
        <link rel="icon" href="/assets/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/app.css" />
      </head>
      <body class="site">
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <Top site={site} path={path} />
        <main id="main">{children}</main>
        <Foot site={site} />
      </body>
    </html>
  )
}

function Top({ site, path }: Pick<SitePage, 'site' | 'path'>) {
  const links: [path: string, label: string][] = [
    ['/docs', 'Docs'],
    ...(site.isOpen ? ([['/pricing', 'Pricing']] as [string, string][]) : []),
    ['/api', 'API'],
  ]
  const isHere = (to: string) => path === to || path.startsWith(`${to}/`)
  return (
    <header class="bar">
      <div>
        <a class="brand" href="/">
          <Mark />
          eSonar
        </a>
        <nav aria-label="Site">
          {links.map(([to, label]) => (
            <a href={to} {...(isHere(to) ? { 'aria-current': 'page' } : {})}>
              {label}
            </a>
          ))}
        </nav>
        <a class="own" href="/sign-in">
          Sign in
        </a>
        {site.isOpen && (
          <a class="button primary" href="/sign-up">
            Start free
          </a>
        )}
      </div>
    </header>
  )
}

/** Titles of the legal pages, by name. */
export const legalTitles = {
  terms: 'Terms',
  privacy: 'Privacy',
  dpa: 'Data processing',
  imprint: 'Imprint',
} as const
export type LegalName = keyof typeof legalTitles

function Foot({ site }: { site: Site }) {
  return (
    <footer>
      <div>
        <p>
          <Mark class="foot-mark" /> eSonar is open source (Apache 2.0): the same program, hosted or
          on a machine of your own.
        </p>
        <nav aria-label="About">
          <a href="/docs">Docs</a>
          {site.isOpen && <a href="/pricing">Pricing</a>}
          <a href="/about/prober">About our probes</a>
          {site.hasLegal &&
            Object.entries(legalTitles).map(([name, title]) => (
              <a href={`/legal/${name}`}>{title}</a>
            ))}
        </nav>
      </div>
    </footer>
  )
}
