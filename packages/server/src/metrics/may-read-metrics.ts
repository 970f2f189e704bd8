import type { IncomingMessage } from 'node:http'
import { isLoopback } from './loopback.ts'

/** Who may read the metrics: processes of this machine, or whoever reaches the server. */
export type MetricsAccess = 'loopback' | 'everyone' | 'nobody'

// A proxy on this machine speaks for strangers.
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']

export function mayReadMetrics(access: MetricsAccess, { headers, socket }: IncomingMessage): boolean {
  if (access !== 'loopback') return access === 'everyone'
  return isLoopback(socket.remoteAddress ?? '') && FORWARDED.every((name) => headers[name] === undefined)
}
