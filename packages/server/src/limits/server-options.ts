import type { ServerOptions } from 'node:http'
import type { Socket } from 'node:net'
import type { Limits } from './limits.ts'
import { refuseConnection } from './refuse-connection.ts'

/** Longest tag, four bytes a character, percent-encoded. */
export const LONGEST_PARAMETER: number = 255 * 4 * 3

/** What fastify and node:http are told of the limits. */
export function serverOptions(limits: Limits): {
  readonly bodyLimit: number
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
  readonly http: ServerOptions
  readonly clientErrorHandler: (error: Error & { readonly code?: string }, socket: Socket) => void
} {
  const { headersTimeout, requestTimeout } = limits
  return {
    // routes of bulk creates have their own
    bodyLimit: Math.min(limits.objectBytes, limits.bodyBytes),
    requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    http: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: Math.min(headersTimeout, requestTimeout),
      // how late a timeout may be noticed
      connectionsCheckingInterval: Math.min(5_000, Math.ceil(headersTimeout / 4)),
    },
    clientErrorHandler: refuseConnection,
  }
}
