import { ConfigurationError } from '@netloom/core'
import { LOOPBACK } from '../listen/loopback.ts'
import type { ContextOf } from './authenticator.ts'

/** @throws {ConfigurationError} when everybody on the network would be an administrator and nobody has said that this is meant */
export function checkNoAuth({ believesAnybody }: ContextOf, host: string, isMeant = false): void {
  if (believesAnybody !== true || isMeant || LOOPBACK.test(host)) return
  throw new ConfigurationError([
    {
      where: 'startServer.contextOf',
      problem: `noauth on ${host} would make everybody who reaches it an administrator`,
      remedy: 'listen on 127.0.0.1, choose another strategy (token, keystone), or set `allowAnybody`',
    },
  ])
}
