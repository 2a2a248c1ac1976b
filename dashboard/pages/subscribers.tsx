// Who is told of what is written on a status page, and what was sent to them.
import type { Page } from '../../workers/domain/config.ts'
import type { Subscriber } from '../../workers/domain/page/subscriber.ts'
import type { NoticeLine } from '../../workers/page-ports.ts'
import { Act } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { When } from '../parts/when.tsx'

export interface SubscribersData {
  page: Page
  subscribers: Subscriber[]
  notices: NoticeLine[]
}

export function SubscribersPage({ page, subscribers, notices }: SubscribersData) {
  return (
    <Layout title={`${page.title}: subscribers`} section="/pages">
      <div class="head">
        <div>
          <h1>Subscribers of {page.title}</h1>
          <p>
            They subscribe on <a href={`/status/${page.slug}/subscribe`}>the page</a> ·{' '}
            <a href={`/pages/${page.id}`}>its settings</a>
          </p>
        </div>
      </div>
      {subscribers.length === 0 ? (
        <div class="empty">
          <p>Nobody yet.</p>
        </div>
      ) : (
        <div class="scroll">
          <table class="stack">
            <thead>
              <tr>
                <th>Address</th>
                <th>By</th>
                <th>State</th>
                <th>Since</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {subscribers.map((one) => (
                <tr>
                  <td class="wrap">{one.address}</td>
                  <td>{one.kind}</td>
                  <td>{one.confirmedAt === null ? 'not confirmed yet' : 'confirmed'}</td>
                  <td data-label="Since: ">
                    <When at={one.createdAt} />
                  </td>
                  <td>
                    <Act action={`/pages/${page.id}/subscribers/${one.id}/remove`} label="Remove" />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <h2>Sent lately</h2>
      {notices.length === 0 ? (
        <p class="soft">Nothing yet.</p>
      ) : (
        <div class="scroll">
          <table class="stack">
            <thead>
              <tr>
                <th>When</th>
                <th>To</th>
                <th>What</th>
                <th>State</th>
                <th>Its answer</th>
              </tr>
            </thead>
            <tbody>
              {notices.map((one) => (
                <tr>
                  <td>
                    <When at={one.createdAt} />
                  </td>
                  <td class="wrap">{one.address}</td>
                  <td>
                    <a href={`/pages/${page.id}/posts#${one.post}`}>
                      update {one.updateNumber + 1}
                    </a>
                  </td>
                  <td>
                    {one.state}, {one.attempts} {one.attempts === 1 ? 'attempt' : 'attempts'}
                  </td>
                  <td class="wrap soft">{one.said ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Layout>
  )
}
