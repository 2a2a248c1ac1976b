declare module 'workerd' {
  /** Path of the workerd binary for this platform. */
  const path: string
  export default path
  export const compatibilityDate: string
  export const version: string
}
