// The pages of a workspace's settings, beside each other.
import { useContext } from 'hono/jsx'
import { can } from '../../workers/domain/permission.ts'
import { Around } from './around.tsx'

const tabs = [
  ['/settings', 'General'],
  ['/agents', 'Agents'],
  ['/loans', 'Lending'],
  ['/members', 'Members'],
  ['/audit', 'Audit log'],
  ['/plan', 'Plan'],
  ['/usage', 'Usage'],
  ['/workspace', 'Workspace'],
] as const
export type Tab = (typeof tabs)[number][0]

export function Tabs({ tab }: { tab: Tab }) {
  const { role } = useContext(Around)
  const mayAudit = role !== null && can(role, 'read', 'audit')
  return (
    <nav class="tabs" aria-label="Settings">
      {tabs
        .filter(([path]) => path !== '/audit' || mayAudit)
        .map(([path, label]) => (
          <a href={path} {...(path === tab ? { 'aria-current': 'page' } : {})}>
            {label}
          </a>
        ))}
    </nav>
  )
}
