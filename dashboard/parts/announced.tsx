// What whoever runs the installation has to say to everybody.
import { useContext } from 'hono/jsx'
import { Around } from './around.tsx'

export function Announced() {
  const { announcements } = useContext(Around)
  return (
    <>
      {announcements.map(({ text }) => (
        <div class="banner" role="note">
          <p>{text}</p>
        </div>
      ))}
    </>
  )
}
