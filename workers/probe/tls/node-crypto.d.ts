// The one part of `node:crypto` that is used, as workerd has it too.
declare module 'node:crypto' {
  export class X509Certificate {
    constructor(der: Uint8Array)
    readonly subject: string
    readonly issuer: string
    readonly subjectAltName: string | undefined
    readonly validFrom: string
    readonly validTo: string
    readonly fingerprint256: string
    readonly publicKey: object
    checkIssued(other: X509Certificate): boolean
    verify(publicKey: object): boolean
  }
}
