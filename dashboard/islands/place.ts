// The page as it is now, and its `data-live` parts put in place of those that are shown.
import { heard, isSignIn, signedOut } from './stale.ts'

/** The page's text anew; null when it is not to be had. */
export async function pageAnew(): Promise<string | null> {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
  if (answer.redirected && isSignIn(answer.url)) signedOut()
  if (!answer.ok || answer.redirected) return null
  const text = await answer.text()
  heard()
  return text
}

/** What somebody types in stays; a link that has the focus keeps it. */
export function place(fresh: Document): void {
  for (const old of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const next = fresh.querySelector(`[data-live="${CSS.escape(old.dataset.live!)}"]`)
    const inside = old.contains(document.activeElement) ? document.activeElement : null
    const isKept = inside !== null && !(inside instanceof HTMLAnchorElement && inside.id)
    if (!next || isKept || next.isEqualNode(old)) continue
    old.replaceWith(next)
    if (inside) document.getElementById(inside.id)?.focus({ preventScroll: true })
  }
  document.title = fresh.title
  const [icon, freshIcon] = [document, fresh].map((one) =>
    one.querySelector<HTMLLinkElement>('link[rel=icon]'),
  )
  if (icon && freshIcon && icon.href !== freshIcon.href) icon.href = freshIcon.href
  document.dispatchEvent(new Event('esonar:updated'))
}
