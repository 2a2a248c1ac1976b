// The API in a browser: every call with what it takes, what it answers, and a line to try it by.
import type { GuideCall, GuideField, GuideSection } from '../../workers/domain/api-guide.ts'
import { Document, Mark } from '../parts/layout.tsx'

export interface ApiGuide {
  version: string
  sections: GuideSection[]
}

export function ApiPage({ version, sections }: ApiGuide) {
  return (
    <Document title="The API · eSonar" islands={[]} class="api">
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="bar">
        <div>
          <a class="brand" href="/">
            <Mark />
            eSonar
          </a>
        </div>
      </header>
      <main id="main">
        <h1>The API</h1>
        <p>
          JSON in and out, with a key in <code>Authorization: Bearer</code>. Make one in the{' '}
          <a href="/settings">settings</a>. This is version {version}; the same for programs:{' '}
          <a href="/api/openapi.json">OpenAPI 3.1</a>.
        </p>
        <Rules />
        <nav class="index" aria-label="Subjects">
          {sections.map(({ name, calls }) => (
            <a href={`#${name}`}>
              {name} <small>{calls.length}</small>
            </a>
          ))}
        </nav>
        {sections.map(({ name, calls }) => (
          <section aria-labelledby={name}>
            <h2 id={name}>{name}</h2>
            {calls.map((call) => (
              <Call {...call} />
            ))}
          </section>
        ))}
      </main>
    </Document>
  )
}

function Rules() {
  return (
    <ul>
      <li>
        Lists are <code>{'{data, next}'}</code>; <code>next</code> goes back as <code>cursor</code>.
      </li>
      <li>
        An edit takes the <code>ETag</code> of the last answer as <code>If-Match</code>; 412 says
        that somebody was faster.
      </li>
      <li>
        A <code>POST</code> takes an <code>Idempotency-Key</code>: repeated, it is done once.
      </li>
      <li>
        A refusal is <code>application/problem+json</code>, and names the field at fault.
      </li>
    </ul>
  )
}

function Call({ id, method, path, summary, fields, answers, curl }: GuideCall) {
  return (
    <details class="call" id={id}>
      <summary>
        <b class={method === 'GET' ? 'method' : 'method writes'}>{method}</b> <code>{path}</code>{' '}
        <span class="soft">{summary}</span>
      </summary>
      <div>
        {fields.length > 0 && <Fields fields={fields} />}
        <pre>
          <code>{curl}</code>
        </pre>
        <ul>
          {answers.map(({ status, words }) => (
            <li>
              <code>{status}</code> {words}
            </li>
          ))}
        </ul>
      </div>
    </details>
  )
}

function Fields({ fields }: { fields: GuideField[] }) {
  return (
    <table class="stack call-fields">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">In</th>
          <th scope="col">Type</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ name, where, type, isRequired, help }) => (
          <tr>
            <td>
              <code>{name}</code>
              {isRequired && <small> required</small>}
            </td>
            <td>{where}</td>
            <td class="wrap">{type}</td>
            <td class="wrap">{help}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
