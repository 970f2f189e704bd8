import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from './loopback.ts'

/** Who may read the metrics: processes of this machine, or whoever reaches the server. */
export type MetricsAccess = 'loopback' | 'everyone' | 'nobody'

// A proxy on this machine speaks for strangers.
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']

interface Asking {
  readonly headers: IncomingHttpHeaders
  readonly socket: { readonly remoteAddress?: string | undefined }
}

export function mayReadMetrics(access: MetricsAccess, { headers, socket }: Asking): boolean {
  if (access !== 'loopback') return access === 'everyone'
  return isLoopback(socket.remoteAddress ?? '') && FORWARDED.every((name) => headers[name] === undefined)
}
