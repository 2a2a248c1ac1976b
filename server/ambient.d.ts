declare module 'workerd' {
  /** CommonJS: the default import is the whole module; `default` in it is the binary's path. */
  const workerd: { default: string; compatibilityDate: string; version: string }
  export default workerd
}
