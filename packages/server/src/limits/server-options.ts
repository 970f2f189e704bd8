import type { ServerOptions } from 'node:http'
import type { ServerOptions as TlsServerOptions } from 'node:https'
import type { Socket } from 'node:net'
import type { Certificate } from '../listen/certificate.ts'
import type { Limits } from './limits.ts'
import { refuseConnection } from './refuse-connection.ts'

/** Longest tag, four bytes a character, percent-encoded. */
export const LONGEST_PARAMETER: number = 255 * 4 * 3

/** What fastify and node:http are told of the limits. */
export function serverOptions(
  limits: Limits,
  tls?: Certificate,
): {
  readonly bodyLimit: number
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
  readonly http?: ServerOptions
  readonly https?: TlsServerOptions
  readonly clientErrorHandler: (error: Error & { readonly code?: string }, socket: Socket) => void
} {
  const { headersTimeout, requestTimeout } = limits
  const http = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: Math.min(headersTimeout, requestTimeout),
    // how late a timeout may be noticed
    connectionsCheckingInterval: Math.min(5_000, Math.ceil(headersTimeout / 4)),
  }
  return {
    // routes of bulk creates have their own
    bodyLimit: Math.min(limits.objectBytes, limits.bodyBytes),
    requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    ...(tls === undefined ? { http } : { https: { ...http, ...tls } }),
    clientErrorHandler: refuseConnection,
  }
}
