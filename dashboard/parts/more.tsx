// The link to the next page of a list.
export function More({ path, next }: { path: string; next: string | null }) {
  if (next === null) return null
  const mark = path.includes('?') ? '&' : '?'
  return (
    <p>
      <a href={`${path}${mark}cursor=${encodeURIComponent(next)}`}>Older ones</a>
    </p>
  )
}
