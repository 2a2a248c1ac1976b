// What people write about an incident: notes while it is open, a postmortem whenever they like.
import { type Postmortem, postmortemMax } from '../../workers/domain/postmortem.ts'
import type { Typed } from './fields.tsx'
import { When } from './when.tsx'

export function Note({ id }: { id: string }) {
  return (
    <>
      <h2>Add a note</h2>
      <form method="post" action={`/incidents/${id}/note`} class="fields">
        <div class="field">
          <label for="note">Note</label>
          <textarea id="note" name="text" required maxlength={2000} />
          <small>It joins the timeline, for whoever comes next.</small>
        </div>
        <div>
          <button type="submit">Add the note</button>
        </div>
      </form>
    </>
  )
}

export function PostmortemForm({
  id,
  postmortem,
  typed,
}: {
  id: string
  postmortem: Postmortem | null
  typed: Typed
}) {
  const { fault } = typed
  return (
    <>
      <h2 id="postmortem">Postmortem</h2>
      {postmortem && (
        <>
          <p class="soft">
            <small>
              {postmortem.by}, <When at={postmortem.at} />
            </small>
          </p>
          <div class="prose">{postmortem.text}</div>
        </>
      )}
      <details open={fault !== null}>
        <summary>{postmortem ? 'Change it' : 'Write one'}</summary>
        <form method="post" action={`/incidents/${id}/postmortem`} class="fields">
          <input type="hidden" name="version" value={String(postmortem?.version ?? 0)} />
          <div class={fault ? 'field wrong' : 'field'}>
            <label for="postmortem-text">What happened, why, and what is done about it</label>
            <textarea
              id="postmortem-text"
              name="text"
              rows={12}
              maxlength={postmortemMax}
              aria-describedby="postmortem-help"
            >
              {typed.values.text ?? postmortem?.text ?? ''}
            </textarea>
            {fault && (
              <span class="fault" role="alert">
                {fault.detail}
              </span>
            )}
            <small id="postmortem-help">
              Plain text, kept with the incident; each change is in the audit log.
            </small>
          </div>
          <div>
            <button type="submit">Save the postmortem</button>
          </div>
        </form>
      </details>
    </>
  )
}
