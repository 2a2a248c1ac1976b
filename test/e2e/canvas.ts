// What is drawn in a canvas, told from its points of colour.
import type { Locator } from 'playwright-core'

const beginnings = new Function(
  'canvas',
  'tone',
  `
  const spot = new OffscreenCanvas(1, 1).getContext('2d')
  spot.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(tone).trim()
  spot.fillRect(0, 0, 1, 1)
  const wanted = spot.getImageData(0, 0, 1, 1).data
  const { width, height } = canvas
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height)
  const isTone = (at) =>
    data[at + 3] > 60 && [0, 1, 2].every((one) => Math.abs(data[at + one] - wanted[one]) < 16)
  let most = 0
  for (let y = 0; y < height; y += 1) {
    let begun = 0
    for (let x = 1; x < width; x += 1) {
      const at = 4 * (y * width + x)
      if (isTone(at) && !isTone(at - 4)) begun += 1
    }
    most = Math.max(most, begun)
  }
  return most
`,
) as (canvas: unknown, tone: string) => number

/** How often a line of this tone begins in that row of the chart where it begins most often: once when it
 *  is drawn through, and with each dash of a dashed one. */
export function beginningsOf(canvas: Locator, tone: string): Promise<number> {
  return canvas.evaluate(beginnings, tone)
}
