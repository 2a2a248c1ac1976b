// A sentence made of figures, its instants as times: they stand in the reader's zone like all others.
import { When } from './when.tsx'

/** As `utc` writes them. */
const instant = /(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} UTC)/

export function Sentence({ text }: { text: string }) {
  // What matched stands at each second place.
  return (
    <>
      {text.split(instant).map((part, index) => (index % 2 === 0 ? part : <When at={at(part)} />))}
    </>
  )
}

const at = (text: string) => Date.parse(text.replace(' UTC', 'Z').replace(' ', 'T'))
