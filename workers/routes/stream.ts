// Long answers, page by page: as much is held as one page, whatever is asked for.
import type { Context } from 'hono'
import { type Cell, csvOf } from '../domain/csv.ts'
import type { AppEnv } from '../middleware/app-env.ts'

export const csvType = 'text/csv; charset=utf-8'
export const jsonType = 'application/json; charset=utf-8'

/** An attachment of these pages. The first is made before the answer begins, so that a refusal is
 *  one; a fault later breaks the answer off, so that nobody takes a part for the whole. */
export async function attachment(
  c: Context<AppEnv>,
  pages: AsyncGenerator<string>,
  { name, type }: { name: string; type: string },
): Promise<Response> {
  const first = await pages.next()
  const encoder = new TextEncoder()
  const hub = c.get('hub')
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      if (first.done) controller.close()
      else if (first.value !== '') controller.enqueue(encoder.encode(first.value))
    },
    async pull(controller) {
      try {
        let next = await pages.next()
        // A page of nothing is no chunk.
        while (!next.done && next.value === '') next = await pages.next()
        if (next.done) controller.close()
        else controller.enqueue(encoder.encode(next.value))
      } catch (fault) {
        hub.log.error('export', fault, { path: c.req.path })
        controller.error(fault)
      }
    },
    async cancel() {
      await pages.return(undefined)
    },
  })
  return c.body(stream, 200, {
    'content-type': type,
    'content-disposition': `attachment; filename="${name}"`,
  })
}

/** Rows of pages as one JSON array, a row a line. */
export async function* jsonRows<T>(
  pages: AsyncGenerator<T[]>,
  show: (row: T) => object,
): AsyncGenerator<string> {
  let before = '[\n'
  for await (const page of pages) {
    const rows = page.map((row) => JSON.stringify(show(row)))
    yield rows.length > 0 ? `${before}${rows.join(',\n')}` : ''
    if (rows.length > 0) before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

/** Rows of pages as lines of a table under its head. */
export async function* csvRows<T>(
  pages: AsyncGenerator<T[]>,
  head: readonly string[],
  cells: (row: T) => Cell[],
): AsyncGenerator<string> {
  let before = csvOf([head])
  for await (const page of pages) {
    yield before + csvOf(page.map(cells))
    before = ''
  }
  if (before !== '') yield before
}
