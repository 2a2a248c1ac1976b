// The pages of a workspace's settings, beside each other.

const tabs = [
  ['/settings', 'General'],
  ['/members', 'Members'],
  ['/workspace', 'Workspace'],
] as const
export type Tab = (typeof tabs)[number][0]

export function Tabs({ tab }: { tab: Tab }) {
  return (
    <nav class="tabs" aria-label="Settings">
      {tabs.map(([path, label]) => (
        <a href={path} {...(path === tab ? { 'aria-current': 'page' } : {})}>
          {label}
        </a>
      ))}
    </nav>
  )
}
