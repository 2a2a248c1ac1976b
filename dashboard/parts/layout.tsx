// The frame of every page: head, bar, main column. Islands are named by the page that needs them.
import { type Child, useContext } from 'hono/jsx'
import { Announced } from './announced.tsx'
import { Around } from './around.tsx'
import { LookingOn } from './looking.tsx'
import { Owing } from './owing.tsx'
import { Stopped } from './stopped.tsx'

const sections = [
  ['/', 'Checks'],
  ['/incidents', 'Incidents'],
  ['/ledger', 'Avoided'],
  ['/reports', 'Reports'],
  ['/channels', 'Channels'],
  ['/policies', 'Policies'],
  ['/schedules', 'On call'],
  ['/maintenance', 'Maintenance'],
  ['/pages', 'Pages'],
  ['/settings', 'Settings'],
] as const
export type Section = (typeof sections)[number][0] | '/account'

export interface Frame {
  title: string
  /** Section the page belongs to; null: no navigation (signed out). */
  section: Section | null
  islands?: ('live' | 'chart' | 'figures' | 'keys' | 'local-time' | 'passkey')[]
  /** Something is down: the mark beside the title says it too. */
  isDown?: boolean
  children: Child
}

/** The mark: a dot and two arcs of a ping. */
export function Mark({ class: name }: { class?: string }) {
  return (
    <svg
      class={name}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2.4"
      aria-hidden="true"
    >
      <circle cx="5" cy="19" r="2.6" fill="currentColor" stroke="none" />
      <path d="M5 11.5a7.5 7.5 0 0 1 7.5 7.5" stroke-linecap="round" />
      <path d="M5 4a15 15 0 0 1 15 15" stroke-linecap="round" />
    </svg>
  )
}

/** A page for a person who is signed in, or one of the doors before that. */
export function Layout({ title, section, islands = [], isDown = false, children }: Frame) {
  return (
    <Document title={`${title} · eSonar`} islands={['local-time', ...islands]} isDown={isDown}>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="bar">
        <div>
          <Brand />
          {section !== null && <Navigation section={section} />}
        </div>
      </header>
      <main id="main" class={section === null ? 'plain' : undefined}>
        {section !== null && <LookingOn />}
        {section !== null && <Announced />}
        {section !== null && <Stopped />}
        {section !== null && <Owing />}
        {children}
      </main>
    </Document>
  )
}

/** Whose program it is, and below it the workspace one is in. */
function Brand() {
  const { workspace } = useContext(Around)
  return (
    <div class="home">
      <a class="brand" href="/">
        <Mark />
        eSonar
      </a>
      {workspace !== null && (
        <a class="workspace" href="/workspaces" title="Workspace: switch, or make another">
          {workspace}
        </a>
      )}
    </div>
  )
}

/** On a phone it is behind one button, which needs no script. */
function Navigation({ section }: { section: Section }) {
  return (
    <>
      <button class="menu" type="button" popovertarget="menu">
        Menu
      </button>
      <div id="menu" popover="auto">
        <nav aria-label="Sections">
          {sections.map(([path, label]) => (
            <a href={path} {...(path === section ? { 'aria-current': 'page' } : {})}>
              {label}
            </a>
          ))}
        </nav>
        <a
          class="own"
          href="/account"
          {...(section === '/account' ? { 'aria-current': 'page' } : {})}
        >
          Account
        </a>
        <form method="post" action="/sign-out">
          <button class="quiet" type="submit">
            Sign out
          </button>
        </form>
      </div>
    </>
  )
}

/** The outermost frame, for public pages too. */
export function Document({
  title,
  islands = [],
  isDown = false,
  class: name,
  children,
}: {
  title: string
  islands?: string[]
  isDown?: boolean
  class?: string
  children: Child
}) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="icon" href={`/assets/mark${isDown ? '-down' : ''}.svg`} type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/app.css" />
        {islands.map((one) => (
          <script type="module" src={`/assets/${one}.js`} />
        ))}
      </head>
      <body class={name}>{children}</body>
    </html>
  )
}
