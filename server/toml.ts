// As much of TOML as a configuration file of ours needs: tables, texts, whole numbers, true and
// false, lists of texts, comments. What goes beyond is refused with its line.
import { Refusal } from './refusal.ts'

export type TomlValue = string | number | boolean | string[]
export interface TomlTable {
  [key: string]: TomlValue | TomlTable
}

const name = /^[A-Za-z0-9_-]+$/

/** Reads a file's text; throws a Refusal that names file and line. */
export function readToml(text: string, file: string): TomlTable {
  const root: TomlTable = {}
  let table = root
  const lines = text.split(/\r?\n/)
  for (let index = 0; index < lines.length; index += 1) {
    const at = index
    const refuse = (why: string): never => {
      throw new Refusal(`${file}, line ${at + 1}: ${why}.`)
    }
    let line = withoutComment(lines[index]!).trim()
    if (line === '') continue
    const head = /^\[([^[\]]+)\]$/.exec(line)
    if (head) {
      table = open(root, head[1]!.split('.'), refuse)
      continue
    }
    const sign = line.indexOf('=')
    if (sign < 1) refuse('this is no line like port = 8840')
    const key = line.slice(0, sign).trim()
    if (!name.test(key)) refuse(`"${key}" is no name of a setting`)
    if (key in table) refuse(`"${key}" is given twice`)
    while (/=\s*\[/.test(line) && !line.endsWith(']') && index + 1 < lines.length) {
      index += 1
      line = `${line} ${withoutComment(lines[index]!).trim()}`
    }
    table[key] = readValue(line.slice(sign + 1).trim(), refuse)
  }
  return root
}

function open(root: TomlTable, path: string[], refuse: (why: string) => never): TomlTable {
  return path.reduce((at, part) => {
    const key = part.trim()
    if (!name.test(key)) refuse(`[${path.join('.')}] is no name of a table`)
    at[key] ??= {}
    const below = at[key]
    if (typeof below !== 'object' || Array.isArray(below)) {
      return refuse(`"${key}" is a setting already`)
    }
    return below
  }, root)
}

function readValue(text: string, refuse: (why: string) => never): TomlValue {
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^[+-]?\d[\d_]*$/.test(text)) return Number(text.replaceAll('_', ''))
  if (/^["']/.test(text)) {
    const [value, rest] = quoted(text, refuse)
    return rest.trim() === '' ? value : refuse('something stands behind the text')
  }
  if (!text.startsWith('[')) return refuse('a text stands in "quotes"')
  const list: string[] = []
  let rest = text.slice(1).trim()
  while (!rest.startsWith(']')) {
    const [value, after] = quoted(rest, refuse)
    list.push(value)
    rest = after.trim()
    if (rest.startsWith(',')) rest = rest.slice(1).trim()
    else if (!rest.startsWith(']')) refuse('a list is like ["one", "two"]')
  }
  return rest === ']' ? list : refuse('something stands behind the list')
}

/** The quoted text at the beginning, and what follows it. */
function quoted(text: string, refuse: (why: string) => never): [value: string, rest: string] {
  const literal = /^'([^']*)'/.exec(text)
  if (literal) return [literal[1]!, text.slice(literal[0].length)]
  const basic = /^"((?:[^"\\]|\\.)*)"/.exec(text)
  if (!basic || text.startsWith('"""')) return refuse('a text on one line stands in "quotes"')
  try {
    return [JSON.parse(basic[0]) as string, text.slice(basic[0].length)]
  } catch {
    return refuse('a backslash is written \\\\ within "quotes"')
  }
}

function withoutComment(line: string): string {
  const found = /^((?:[^"'#]|"(?:[^"\\]|\\.)*"|'[^']*')*)#/.exec(line)
  return found ? found[1]! : line
}
