import type { Server as HttpsServer } from 'node:https'
import { createSecureContext } from 'node:tls'
import { ConfigurationError } from '@netloom/core'

/** PEM texts: the certificate with those that sign it, and its key. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** @throws {ConfigurationError} when they do not belong together or are none */
export function checkCertificate({ cert, key }: Certificate): void {
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    const problem = `the certificate and its key cannot be used: ${error instanceof Error ? error.message : String(error)}`
    throw new ConfigurationError([
      { where: 'tls', problem, remedy: 'name the PEM files of a certificate and of its key' },
    ])
  }
}

/** For connections from now on; those that are open keep theirs. @throws {ConfigurationError} and keeps the old one */
export function renewCertificate(server: object, certificate: Certificate): void {
  checkCertificate(certificate)
  const { cert, key } = certificate
  ;(server as HttpsServer).setSecureContext({ cert, key })
}
