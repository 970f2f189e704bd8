import { join } from 'node:path'
import type { Logger } from '@netloom/core'
import { METADATA_PROXY_FILE, type MetadataProxyOptions } from '@netloom/core/kit'
import { mayConnect, ownerOf } from './account.ts'
import { chooseAccount } from './choose-account.ts'
import type { ProcessPlaces } from './own-folders.ts'
import type { ServiceProgram } from './service-program.ts'

/** haproxy processes that hand on what guests ask at the metadata address. */
export const metadataProxyProgram = (places: ProcessPlaces): ServiceProgram => ({
  ...places,
  program: 'haproxy',
  word: (folder) => join(folder, METADATA_PROXY_FILE),
  files: [METADATA_PROXY_FILE],
})

/** Debian's package makes the first; every host has the last. */
const PROXY_USERS = ['haproxy', 'nobody']

/** Whom proxies run as: whom the files name, else somebody without other rights who gets at the socket. */
export function chooseProxyAccount(
  { socket, user, group }: MetadataProxyOptions,
  logger: Logger,
): Pick<MetadataProxyOptions, 'user' | 'group'> {
  if (user !== undefined) return { user, ...(group !== undefined && { group }) }
  const chosen = chooseAccount(
    {
      program: 'haproxy',
      users: PROXY_USERS,
      others: [ownerOf(socket)],
      obstacle: (account) => (mayConnect(socket, account) ? undefined : `${account.user} may not connect to ${socket}`),
      remedy: 'metadata_proxy_user, or metadata_proxy_socket_mode = all of the metadata agent',
    },
    logger,
  )
  return chosen.uid === 0 ? {} : { user: chosen.user, group: group ?? chosen.group }
}
