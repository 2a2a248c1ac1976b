// What the hub keeps of status pages besides their configuration. Part of the hub's ports; every
// call takes the workspace first.
import type { Post } from './domain/page/post.ts'
import type { Logo } from './domain/page/settings.ts'
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
