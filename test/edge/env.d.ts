// Bindings as the tests inside workerd see them.
declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import('./worker.ts')
    durableNamespaces: 'Shard' | 'AgentDoor' | 'Courier' | 'Desk'
  }
  interface Env extends EsonarEnv {}
}
type EsonarEnv = import('../../workers/env.ts').Env
