// Announcements: what everybody reads on their dashboard now, and the form for another.
import type { Announcement } from '../../workers/domain/announcement.ts'
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { Act, type Typed } from '../parts/fields.tsx'
import { OperatorFrame } from '../parts/operator-frame.tsx'
import { SmallForm } from '../parts/small-form.tsx'
import { When } from '../parts/when.tsx'

const fields: FormField[] = [
  {
    name: 'text',
    label: 'What to say',
    help: 'Plain text, 300 characters at most. Everybody who is signed in reads it, on every page.',
    kind: 'text',
    required: true,
  },
  {
    name: 'hours',
    label: 'For how many hours',
    help: 'From now on; 1 to 336.',
    kind: 'text',
    required: true,
  },
]

export function AnnouncementsPage({ shown, typed }: { shown: Announcement[]; typed: Typed }) {
  return (
    <OperatorFrame title="Announcements" part="/operator/announcements">
      <div class="head">
        <h1>Announcements</h1>
      </div>
      {shown.length === 0 && <p class="soft">Nothing is announced.</p>}
      {shown.map(({ id, text, until }) => (
        <div class="banner" role="note">
          <p>
            {text}{' '}
            <small>
              until <When at={until} />
            </small>
          </p>
          <Act action={`/operator/announcements/${id}/take-back`} label="Take back" />
        </div>
      ))}
      <h2>Another</h2>
      <SmallForm
        action="/operator/announcements"
        fields={fields}
        values={{ hours: '24' }}
        typed={typed}
        label="Announce it"
      />
    </OperatorFrame>
  )
}
