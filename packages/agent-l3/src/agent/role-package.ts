import { existsSync } from 'node:fs'
import { agentMark, type IniSections, type Logger, type RolePackage, systemClock } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'
import { chooseAccount, chooseProxyAccount, hasTool, missingTool } from '@netloom/dataplane/service'
import type { L3Options } from '../render/l3-options.ts'
import { l3Role } from './l3-role.ts'
import { readL3Options } from './read-l3-options.ts'
import { routerKinds } from './router-kinds.ts'
import { HaStates } from './vrrp/ha-states.ts'

/** `netloom agent --role l3`. */
export const rolePackage: RolePackage = {
  name: 'l3',
  readOptions: (ini) => {
    readL3Options(ini)
    return {}
  },
  compose: async ({ ini, host, logger }) => {
    const availabilityZone = zoneOf(ini.sections)
    const options = chooseProxy(chooseAdvertiser(readL3Options(ini.sections), logger), logger)
    const haRouters = await hasTool('keepalived')
    if (!haRouters)
      logger.warn({ tool: 'keepalived' }, `HA routers are given to other hosts: ${missingTool('keepalived')}`)
    const states = new HaStates()
    return {
      agent: agentMark('l3', host),
      role: l3Role(options, { states, haRouters }),
      kinds: routerKinds(options, systemClock, states),
      switchKinds: false,
      ...(availabilityZone !== undefined && { availabilityZone }),
    }
  },
}

/** Debian's package makes the first; every host has the last. */
const ADVERTISER_USERS = ['radvd', 'nobody']

/** Whom radvd runs as: whom the files name, else somebody without other rights. It reads its file as root. */
function chooseAdvertiser(options: L3Options, logger: Logger): L3Options {
  if (options.advertiserUser !== undefined) return options
  const choice = { program: 'radvd', users: ADVERTISER_USERS, obstacle: () => undefined, remedy: 'radvd_user' }
  return { ...options, advertiserUser: chooseAccount(choice, logger).user }
}

/** Where the kernel knows no IPv6, this is not there. */
const IPV6 = '/proc/net/if_inet6'

function chooseProxy(options: L3Options, logger: Logger): L3Options {
  const { metadata } = options
  if (metadata === undefined) return options
  return { ...options, metadata: { ...metadata, ipv6: existsSync(IPV6), ...chooseProxyAccount(metadata, logger) } }
}

const zoneOf = (ini: IniSections): string | undefined =>
  new IniSectionReader(ini, 'agent', []).text('availability_zone')
