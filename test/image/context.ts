// What COPY takes: the checkout, without what .dockerignore names.
import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** `COPY a b ./`: into `image`, as root, with the modes that they have. */
export function copy(words: string[], image: string, workdir: string): void {
  const option = words.find((word) => word.startsWith('--'))
  if (option) throw new Error(`COPY ${option}: not known here`)
  const [to = '', ...from] = words.toReversed()
  if (from.length === 0)
    throw new Error(`COPY ${words.join(' ')}: a source and a target are wanted`)
  const target = resolve('/', workdir, to)
  for (const name of from) {
    const source = join(root, name)
    const isFolder = statSync(source).isDirectory()
    if (!isFolder && !to.endsWith('/')) throw new Error(`COPY to ${to}: end a folder with a slash`)
    const base = isFolder ? source : root
    const paths = filesOf(source).map((path) => relative(base, path))
    const place = join(image, target)
    mkdirSync(place, { recursive: true })
    const tar = ['--null', '--no-recursion', '--verbatim-files-from', '--files-from=-']
    const owner = ['--owner=0', '--group=0', '--numeric-owner']
    const packed = execFileSync('tar', ['-C', base, '-cf', '-', ...owner, ...tar], {
      input: paths.join('\0'),
      maxBuffer: 2 ** 30,
    })
    execFileSync('tar', ['-C', place, '-xpf', '-'], { input: packed })
  }
}

/** The path itself, and all below it that is not left out. */
function filesOf(path: string): string[] {
  if (path !== root && isLeftOut(relative(root, path))) return []
  if (!lstatSync(path).isDirectory()) return [path]
  const below = readdirSync(path).flatMap((name) => filesOf(join(path, name)))
  return path === root ? below : [path, ...below]
}

const rules = existsSync(join(root, '.dockerignore'))
  ? readFileSync(join(root, '.dockerignore'), 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map(patternOf)
  : []

/** A pattern counts from the root of the checkout; what lies in a folder that is left out is, too. */
function patternOf(line: string): RegExp {
  if (line.startsWith('!')) throw new Error(`.dockerignore: "${line}" is not known here`)
  const escaped = line.replace(/^\/|\/$/g, '').replace(/[.+^${}()|[\]\\]/g, '\\$&')
  const pattern = escaped.replace(/\*\*\/|\*\*|\*|\?/g, (mark) => {
    if (mark === '**/') return '(?:.*/)?'
    if (mark === '**') return '.*'
    return mark === '*' ? '[^/]*' : '[^/]'
  })
  return new RegExp(`^${pattern}$`)
}

const isLeftOut = (path: string) => rules.some((rule) => rule.test(path))
