import type { LoadBalancerDriverPackage } from '@netloom/lbaas'
import { haproxyDriver } from './haproxy-driver.ts'
import { readHaproxyOptions } from './read-haproxy-options.ts'

/** `device_driver = haproxy` of `lbaas_agent.ini`, or neutron-lbaas' name of it. */
export const driverPackage: LoadBalancerDriverPackage = {
  readOptions: (ini) => {
    readHaproxyOptions(ini)
    return {}
  },
  compose: ({ ini, logger }) => Promise.resolve(haproxyDriver({ ...readHaproxyOptions(ini.sections), logger })),
}
