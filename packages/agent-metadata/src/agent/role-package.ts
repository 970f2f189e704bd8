import { agentMark, type RolePackage } from '@netloom/core'
import { GuestDirectory } from './guest-directory.ts'
import { metadataRole } from './metadata-role.ts'
import { metadataServerKind } from './metadata-server-kind.ts'
import { limitOf, providerOf, readMetadataOptions } from './read-metadata-options.ts'

/** `netloom agent --role metadata`: behind the proxies of DHCP servers and routers of its host. */
export const rolePackage: RolePackage = {
  name: 'metadata',
  readOptions: (ini) => {
    readMetadataOptions(ini)
    return {}
  },
  compose: ({ ini, host, logger }) => {
    const options = readMetadataOptions(ini.sections)
    const directory = new GuestDirectory()
    const serving = { directory, provider: providerOf(options, logger), limit: limitOf(options), logger }
    const { socket, mode } = options
    return Promise.resolve({
      agent: agentMark('metadata', host),
      role: metadataRole(directory, { kind: 'metadata-server', socket, mode }),
      kinds: [metadataServerKind(serving)],
      switchKinds: false,
    })
  },
}
