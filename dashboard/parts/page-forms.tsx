// Forms of a status page beside its main one: the logo, who may see it, a host of its own.
import type { Page } from '../../workers/domain/config.ts'
import { proofOf } from '../../workers/domain/page/host.ts'
import { accesses } from '../../workers/domain/page/settings.ts'
import { Act, Field, type Typed } from './fields.tsx'

interface PageFormData {
  page: Page
  typed: Typed
}

const accessField = {
  name: 'access',
  label: 'Who may see it',
  help: 'open: everybody; password: whoever knows it; members: those of this workspace.',
  kind: 'select' as const,
  options: [...accesses],
}
const passwordField = {
  name: 'password',
  label: 'Password',
  help: 'At least 8 characters. Blank keeps the one before; a new one shuts out who had it.',
  kind: 'password' as const,
}

export function Access({ page, typed }: PageFormData) {
  return (
    <>
      <h2>Who may see it</h2>
      <form method="post" action={`/pages/${page.id}/access`} class="fields">
        <Field field={accessField} typed={typed} value={page.access ?? 'open'} />
        <Field field={passwordField} typed={{ ...typed, values: {} }} />
        <div>
          <button type="submit">Save who may see it</button>
        </div>
      </form>
    </>
  )
}

const hostField = {
  name: 'host',
  label: 'Host',
  help: 'Like status.example.com; lead it here by DNS. Blank: only under /status/.',
  kind: 'text' as const,
}

export function Logo({ page, typed }: PageFormData) {
  const fault = typed.fault?.field === 'logo' ? typed.fault.detail : null
  const { logo, slug, id } = page
  return (
    <>
      <h2>Logo</h2>
      {logo && <img src={`/status/${slug}/logo-${logo.hash}`} alt="The logo" height="40" />}
      <form method="post" action={`/pages/${id}/logo`} enctype="multipart/form-data" class="fields">
        <div class={fault ? 'field wrong' : 'field'}>
          <label for="f-logo">File</label>
          <input id="f-logo" type="file" name="logo" accept="image/png,image/svg+xml" required />
          {fault && <span class="fault">The file {fault}</span>}
          <small>A PNG, or an SVG of nothing but shapes; at most 40 KB.</small>
        </div>
        <div>
          <button type="submit">Upload</button>
        </div>
      </form>
      {logo && <Act action={`/pages/${id}/logo/remove`} label="Take the logo away" />}
    </>
  )
}

export function Host({ page, typed }: PageFormData) {
  const { domain, id } = page
  const proof = domain && domain.provenAt === null ? proofOf(domain) : null
  return (
    <>
      <h2>A host of your own</h2>
      <form method="post" action={`/pages/${id}/host`} class="fields">
        <Field field={hostField} typed={typed} value={domain?.host ?? ''} />
        <div>
          <button type="submit">Save the host</button>
        </div>
      </form>
      {proof && (
        <>
          <p>
            Not served yet. Prove that it is yours by a TXT record of <code>{proof.name}</code> with
            the text <code>{proof.value}</code>.
          </p>
          <Act action={`/pages/${id}/host/proof`} label="Look for the record" />
        </>
      )}
    </>
  )
}
