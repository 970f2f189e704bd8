import { Failure } from '../base/failure.ts'

const REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'somebody listens there already; name another port, or 0 for any free one',
  EADDRNOTAVAIL: 'not an address of this machine; name one of `ip addr`, or 127.0.0.1',
  ENOTFOUND: 'not an address; name one of `ip addr`, or 127.0.0.1',
  EACCES: 'not allowed; name a port from 1024 on, or run as root',
}

/** What to do about an address that cannot be listened on; undefined for other errors. */
export function listenFailure(error: unknown, host: string, port: number): Failure | undefined {
  const remedy = REMEDIES[(error as NodeJS.ErrnoException).code ?? '']
  if (remedy === undefined) return undefined
  const where = `${host.includes(':') ? `[${host}]` : host}:${String(port)}`
  return new Failure(`--listen ${where}: ${remedy}`, 'failure', { cause: error })
}
