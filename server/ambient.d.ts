declare module 'workerd' {
  /** CommonJS: the default import is the whole module; `default` in it is the binary's path. */
  const workerd: { default: string; compatibilityDate: string; version: string }
  export default workerd
}

// Names of the Workers runtime that shared types mention, for code checked with Node's types.
interface DurableObjectStub {
  fetch(request: Request): Promise<Response>
}
interface DurableObjectNamespace {
  idFromName(name: string): object
  get(id: object): DurableObjectStub
}
interface KVNamespace {
  get<T>(key: string, type: 'json'): Promise<T | null>
  put(key: string, value: string): Promise<void>
  delete(key: string): Promise<void>
}
interface Fetcher {
  fetch(input: string | Request, init?: RequestInit): Promise<Response>
}

// What the shared probes speak through; an agent's bundle has parts of Node's in their place.
interface TlsOptions {
  expectedServerHostname?: string
}
interface Socket {
  readable: ReadableStream
  writable: WritableStream
  opened: Promise<object>
  closed: Promise<void>
  close(): Promise<void>
  startTls(options?: TlsOptions): Socket
}
interface Response {
  webSocket?: WebSocket | null
}
interface WebSocket {
  accept(): void
}
declare module 'cloudflare:sockets' {
  export function connect(
    address: { hostname: string; port: number },
    options: { secureTransport: 'starttls' | 'off'; allowHalfOpen: boolean },
  ): Socket
}
