// The frame of the operator console: plainly not the dashboard of a workspace.
import type { Child } from 'hono/jsx'
import { Document, Mark } from './layout.tsx'

const parts = [
  ['/operator', 'Workspaces'],
  ['/operator/health', 'Health'],
  ['/operator/budgets', 'Budgets'],
  ['/operator/announcements', 'Announcements'],
  ['/operator/acts', 'What was done'],
] as const
export type OperatorPart = (typeof parts)[number][0]

export function OperatorFrame({
  title,
  part,
  children,
}: {
  title: string
  /** Null: before the door. */
  part: OperatorPart | null
  children: Child
}) {
  return (
    <Document title={`${title} · operator · eSonar`} islands={['local-time']}>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="bar operator">
        <div>
          <a class="brand" href="/operator">
            <Mark />
            eSonar operator
          </a>
          {part !== null && (
            <>
              <nav aria-label="Console">
                {parts.map(([path, label]) => (
                  <a href={path} {...(path === part ? { 'aria-current': 'page' } : {})}>
                    {label}
                  </a>
                ))}
              </nav>
              <a class="own" href="/">
                Dashboard
              </a>
              <form method="post" action="/operator/leave">
                <button class="quiet" type="submit">
                  Leave
                </button>
              </form>
            </>
          )}
        </div>
      </header>
      <main id="main" class={part === null ? 'plain' : undefined}>
        {children}
      </main>
    </Document>
  )
}
