// A letter about an account: a headline, a few sentences, at most one link. The carriers are those
// of alarms (`email.ts`).
import { htmlPage, type Mail } from './mail.ts'

export interface Letter {
  headline: string
  lines: string[]
  link: { label: string; url: string } | null
}

/** The letter as a mail. `id` is its own; `baseUrl` says whose it is. */
export function letterOf(letter: Letter, id: string, baseUrl: string): Mail {
  const { headline, lines, link } = letter
  const links: [string, string][] = link ? [[link.label, link.url]] : []
  return {
    subject: `eSonar: ${headline}`,
    text: [...lines, ...(link ? [`${link.label}: ${link.url}`] : [])].join('\n\n').concat('\n'),
    html: htmlPage(headline, lines, links),
    headers: {
      'Message-ID': `<${id}@${new URL(baseUrl).hostname}>`,
      'Auto-Submitted': 'auto-generated',
    },
  }
}
