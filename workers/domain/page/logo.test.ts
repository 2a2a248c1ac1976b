import { describe, expect, it } from 'vitest'
import { logoBytesMax, readLogo } from './logo.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const svg = (inner: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"${attributes}>${inner}</svg>`

describe('an SVG', () => {
  it.each([
    svg('<path d="M0 0h8v8H0z" fill="#0a7ea4"/>'),
    `<?xml version="1.0"?><!-- made by a tool -->${svg('<title>A &amp; B</title>')}`,
    svg(
      '<defs><linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient></defs><rect width="8" height="8" fill="url(#a)"/>',
    ),
  ])('of shapes is kept: %s', (text) => {
    expect(readLogo(bytes(text))).toMatchObject({ kind: 'logo', type: 'image/svg+xml' })
  })

  it.each([
    svg('<script>alert(1)</script>'),
    svg('<path d="M0 0" onclick="alert(1)"/>'),
    svg('', ' onload="alert(1)"'),
    svg('<foreignObject><body/></foreignObject>'),
    svg('<image href="https://evil.example/x.png"/>'),
    svg('<use href="#a"/>'),
    svg('<a href="javascript:alert(1)"><path d=""/></a>'),
    svg('<style>@import "https://evil.example"</style>'),
    svg('<path style="background:url(https://evil.example)"/>'),
    svg('<rect fill="url(https://evil.example#a)"/>'),
    svg('<rect fill="u&#114;l(https://evil.example#a)"/>'),
    svg('<animate attributeName="href" to="javascript:alert(1)"/>'),
    `<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>${svg('<text>&a;</text>')}`,
    svg('<text>&a;</text>'),
    svg('<![CDATA[<script>alert(1)</script>]]>'),
    `<?xml-stylesheet href="https://evil.example"?>${svg('')}`,
    `<html>${svg('')}</html>`,
    svg('<path d=M0/>'),
  ])('of more than shapes is refused: %s', (text) => {
    expect(readLogo(bytes(text)).kind).toBe('refused')
  })
})

function chunk(name: string, data: number[]): number[] {
  const { length } = data
  return [0, 0, length >> 8, length & 255, ...bytes(name), ...data, 0, 0, 0, 0]
}
const head = [137, 80, 78, 71, 13, 10, 26, 10]
const size = (side: number) => [0, 0, side >> 8, side & 255, 0, 0, 0, 8, 8, 6, 0, 0, 0]
const png = (...chunks: number[][]) => new Uint8Array([...head, ...chunks.flat()])

describe('a PNG', () => {
  it('keeps its picture and loses the rest', () => {
    const text = chunk('tEXt', [...bytes('taken at home')])
    const tail = [...bytes('<script>')]
    const whole = png(chunk('IHDR', size(8)), text, chunk('IDAT', [1]), chunk('IEND', []), tail)
    const read = readLogo(whole)
    expect(read).toMatchObject({ kind: 'logo', type: 'image/png' })
    const kept = new TextDecoder('latin1').decode(read.kind === 'logo' ? read.bytes : undefined)
    expect(kept).toContain('IDAT')
    expect(kept).not.toMatch(/home|script/)
  })

  it.each([
    ['too wide', png(chunk('IHDR', size(4_000)), chunk('IEND', []))],
    ['cut off', png(chunk('IHDR', size(8)), chunk('IDAT', [1]))],
    ['headless', png(chunk('IDAT', [1]), chunk('IEND', []))],
    ['that lies about its length', png([255, 255, 255, 255, ...bytes('IHDR')])],
  ])('%s is refused', (_what, data) => {
    expect(readLogo(data).kind).toBe('refused')
  })
})

it('anything else, or anything large, is refused', () => {
  expect(readLogo(bytes('GIF89a')).kind).toBe('refused')
  expect(readLogo(new Uint8Array()).kind).toBe('refused')
  const large = readLogo(bytes(svg(' '.repeat(logoBytesMax))))
  expect(large).toEqual({ kind: 'refused', why: 'is larger than 40 KB; make it smaller' })
})
