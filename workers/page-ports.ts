// What the hub keeps of status pages besides their configuration. Part of the hub's ports; every
// call takes the workspace first.
import type { Post } from './domain/page/post.ts'
import type { Logo } from './domain/page/settings.ts'
import type { Notice, Subscriber, SubscriberKind } from './domain/page/subscriber.ts'
import type { Audit } from './hub-ports.ts'

export interface StoredLogo extends Logo {
  /** Base64. */
  data: string
}

/** An incident as pages need it, with the workspace it is of. */
export interface IncidentOfPage {
  workspace: string
  id: string
}

export interface PublicationStore {
  /** Newest first. */
  posts(workspace: string, page: string, limit: number): Promise<Post[]>
  post(workspace: string, id: string): Promise<Post | null>
  /** False: somebody changed it meanwhile, or the incident is told on this page already. */
  putPost(ws: string, post: Post, expected: number | null, audit: Audit): Promise<boolean>
  dropPost(ws: string, id: string, expected: number | null, audit: Audit): Promise<boolean>
  logo(workspace: string, page: string): Promise<StoredLogo | null>
  /** Null takes it away. */
  putLogo(workspace: string, page: string, logo: StoredLogo | null): Promise<void>
  /** Incidents of all workspaces with a public page, open or over since `since`. */
  recentIncidents(since: number): Promise<IncidentOfPage[]>
}

/** One delivery as the page's owner sees it. */
export interface NoticeLine {
  post: string
  updateNumber: number
  state: string
  attempts: number
  said: string | null
  kind: string
  address: string
  createdAt: number
}

export interface SubscriberStore {
  subscribers(workspace: string, page: string): Promise<Subscriber[]>
  /** By what a link in a mail says; of any workspace. */
  subscriber(id: string): Promise<Subscriber | null>
  subscriberAt(page: string, kind: string, address: string): Promise<Subscriber | null>
  countSubscribers(page: string): Promise<number>
  /** Inserts, or replaces the one of the same page, kind and address; its id stays. */
  putSubscriber(subscriber: Subscriber): Promise<void>
  dropSubscriber(workspace: string, page: string, id: string): Promise<boolean>
  /** Subscribers of a kind on a page that were asked to confirm since then. */
  countAsked(page: string, kind: SubscriberKind, since: number): Promise<number>
  /** Counts one try of a code; false: there were as many as there may be. */
  takeTry(id: string, triesMax: number): Promise<boolean>
  /** Whoever has this address leaves every page. */
  dropAddress(kind: SubscriberKind, address: string): Promise<void>
  forgetUnconfirmed(before: number): Promise<void>
  /** Puts into the outbox what confirmed subscribers are owed and it does not have yet. */
  owe(now: number): Promise<void>
  /** Takes what is due under a lease; a later update waits for the one before. */
  claim(now: number, leaseMs: number, limit: number): Promise<Notice[]>
  /** When something of the outbox is due next; null: nothing waits. */
  noticesDueAt(): Promise<number | null>
  settle(
    id: string,
    outcome: { state: 'pending' | 'sent' | 'dead'; said: string; now: number; dueAt: number },
  ): Promise<void>
  notices(workspace: string, page: string, limit: number): Promise<NoticeLine[]>
}
