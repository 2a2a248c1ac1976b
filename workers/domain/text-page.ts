// A page of text as the build leaves it: written in Markdown, drawn once, shown in the frame of the
// public site. Its HTML holds nothing but what our own drawer wrote.

export interface TextPage {
  /** Below `/docs/` or `/legal/`: `api`, `decisions/0001-shard-documents`. */
  name: string
  title: string
  /** Its first paragraph of words, without marks. */
  lead: string
  html: string
  /** Headings that stand in the table of contents. */
  contents: { id: string; text: string; depth: number }[]
}

/** Pages under a heading of the side list. */
export interface TextGroup {
  title: string
  pages: Pick<TextPage, 'name' | 'title' | 'lead'>[]
}

/** All of them. */
export interface Texts {
  page(kind: 'docs' | 'legal', name: string): Promise<TextPage | null>
  /** The side list of the docs. */
  groups(): Promise<TextGroup[]>
}

/** The file that the build writes a page to, beside style and scripts. */
export const textFileOf = (kind: 'docs' | 'legal', name: string) =>
  `${kind}.${name.replaceAll('/', '.')}.json`

/** Whoever runs the installation, for the legal pages; an empty text was not filled in. */
export interface Operator {
  name: string
  /** Postal, lines apart by `, `. */
  address: string
  /** Where letters reach them: an e-mail address. */
  contact: string
  /** Whose law applies, and where. */
  law: string
}
export const operatorFacts = ['name', 'address', 'contact', 'law'] as const

/** The variable that a fact of the operator stands in. */
export const variableOf = (fact: (typeof operatorFacts)[number]) => `OPERATOR_${fact.toUpperCase()}`

/** A text with its `{{…}}` filled in, as HTML; what is not filled in says so. */
export function filled(html: string, operator: Operator): string {
  return html.replace(/\{\{(\w+)\}\}/g, (whole, word: string) => {
    const fact = operatorFacts.find((one) => one === word)
    if (!fact) return whole
    const text = operator[fact]
    if (text === '') return `<mark>not filled in: ${variableOf(fact)}</mark>`
    return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
  })
}

/** Facts that a text asks for and the operator has not filled in. */
export function lackingIn(html: string, operator: Operator): string[] {
  return operatorFacts
    .filter((fact) => operator[fact] === '' && html.includes(`{{${fact}}}`))
    .map(variableOf)
}
