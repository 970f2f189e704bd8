import { agentMark, type IniSections, type RolePackage } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'
import { readDhcpOptions } from '../render/read-dhcp-options.ts'
import { dhcpRole } from './dhcp-role.ts'
import { dnsmasqDriver } from './dnsmasq-driver.ts'

/** `netloom agent --role dhcp`. */
export const rolePackage: RolePackage = {
  name: 'dhcp',
  readOptions: (ini) => {
    readDhcpOptions(ini)
    zoneOf(ini)
    return {}
  },
  compose: ({ ini, host, logger }) => {
    const options = readDhcpOptions(ini.sections)
    const { bulkReloadInterval = 0, resyncInterval } = options
    const driver = dnsmasqDriver({ ...options, logger })
    const availabilityZone = zoneOf(ini.sections)
    return Promise.resolve({
      agent: agentMark('dhcp', host),
      role: dhcpRole(driver),
      kinds: driver.kinds ?? [],
      switchKinds: false,
      pace: {
        bulkInterval: bulkReloadInterval * 1_000,
        ...(resyncInterval !== undefined && { longestRetry: resyncInterval * 1_000 }),
      },
      ...(availabilityZone !== undefined && { availabilityZone }),
    })
  },
}

const zoneOf = (ini: IniSections): string | undefined =>
  new IniSectionReader(ini, 'agent', []).text('availability_zone')
