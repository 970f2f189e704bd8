import type { Duplex } from 'node:stream'

export interface UpgradeRefusal {
  readonly status: 401 | 403 | 404 | 503
  /** For whoever operates the agent. */
  readonly reason: string
}

const TITLES: Readonly<Record<UpgradeRefusal['status'], string>> = {
  401: 'Unauthorized\r\nWWW-Authenticate: Bearer',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable\r\nRetry-After: 1',
}

/** Answers an upgrade that becomes none, and hangs up. */
export function refuseUpgrade(socket: Duplex, { status, reason }: UpgradeRefusal): void {
  const head = `HTTP/1.1 ${String(status)} ${TITLES[status]}\r\nConnection: close\r\nContent-Type: text/plain`
  socket.once('finish', () => socket.destroy())
  socket.end(`${head}\r\nContent-Length: ${String(Buffer.byteLength(reason))}\r\n\r\n${reason}`)
}
