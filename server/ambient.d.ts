declare module 'workerd' {
  /** CommonJS: the default import is the whole module; `default` in it is the binary's path. */
  const workerd: { default: string; compatibilityDate: string; version: string }
  export default workerd
}

// Names of the Workers runtime that shared types mention, for code checked with Node's types.
type DurableObjectNamespace = object
type KVNamespace = object
interface Fetcher {
  fetch(url: string, init?: RequestInit): Promise<Response>
}
