import { agentMark, ConfigurationError, type IniSections, type RolePackage } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'
import type { LoadBalancerDriver, LoadBalancerDriverPackage } from '../wire/load-balancer-driver.ts'
import { loadBalancerRole } from './load-balancer-role.ts'

const WHERE = '[DEFAULT] device_driver'
/** neutron-lbaas: its own, which is haproxy in a namespace. */
const DEFAULT_DRIVER = 'haproxy'

/** `netloom agent --role lbaas`. */
export const rolePackage: RolePackage = {
  name: 'lbaas',
  readOptions: (ini) => {
    driverNames(ini)
    zoneOf(ini)
    return {}
  },
  compose: async (place) => {
    const { ini, host } = place
    const packages = await place.loadDrivers(driverNames(ini.sections), WHERE)
    const drivers = await Promise.all(packages.map((one) => composed(one as Partial<LoadBalancerDriverPackage>, place)))
    const availabilityZone = zoneOf(ini.sections)
    return {
      agent: agentMark('lbaas', host),
      role: loadBalancerRole(drivers),
      kinds: drivers.flatMap(({ kinds = [] }) => kinds),
      switchKinds: false,
      ...(availabilityZone !== undefined && { availabilityZone }),
    }
  },
}

function composed(
  { compose, readOptions }: Partial<LoadBalancerDriverPackage>,
  place: Parameters<LoadBalancerDriverPackage['compose']>[0],
): Promise<LoadBalancerDriver> {
  if (typeof compose === 'function' && typeof readOptions === 'function') return compose(place)
  const problem = 'is no driver of load balancers: it has no compose and readOptions'
  throw new ConfigurationError([{ where: WHERE, problem, remedy: 'name another, or update its package' }])
}

/** May be written several times, as neutron-lbaas has it. */
const driverNames = (ini: IniSections): readonly string[] => {
  const written = (ini.get('DEFAULT')?.get('device_driver') ?? [])
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return written.length === 0 ? [DEFAULT_DRIVER] : [...new Set(written)]
}

const zoneOf = (ini: IniSections): string | undefined =>
  new IniSectionReader(ini, 'agent', []).text('availability_zone')
