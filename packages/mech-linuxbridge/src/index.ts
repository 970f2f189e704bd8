import { CONTRACT, type DriverModule, type DriverPackage, LOGGER, MECHANISM_DRIVER } from '@netloom/core'
import { singleton } from '@netloom/core/registry'
import { LINUX_BRIDGE, LINUX_BRIDGE_AGENT, LinuxBridgeDriver } from './linux-bridge-driver.ts'
import {
  SECURITY_GROUP_SECTION,
  parseLinuxBridgeOptions,
  readLinuxBridgeOptions,
  type LinuxBridgeOptions,
  type ParsedLinuxBridgeOptions,
} from './linux-bridge-options.ts'

export { LINUX_BRIDGE_AGENT, LinuxBridgeDriver, type LinuxBridgeOptions, type ParsedLinuxBridgeOptions }

/** Realises networks with Linux bridges: `createNetloom({ modules: [vxlan(), linuxbridge()], … })`. */
export function linuxbridge(options: LinuxBridgeOptions = {}): DriverModule {
  return linuxBridgeModule(parseLinuxBridgeOptions(options))
}

/** `mechanism_drivers = linuxbridge`. */
export const driverPackage: DriverPackage = {
  kind: 'mechanism',
  name: LINUX_BRIDGE,
  fromIni: (ini) => linuxBridgeModule(readLinuxBridgeOptions(ini)),
  iniOptions: { [SECURITY_GROUP_SECTION]: ['enable_security_group'] },
}

function linuxBridgeModule(options: ParsedLinuxBridgeOptions): DriverModule {
  return {
    contract: CONTRACT,
    kind: 'mechanism',
    name: LINUX_BRIDGE,
    register: (container) => {
      container.register(MECHANISM_DRIVER, {
        useFactory: singleton((c) => new LinuxBridgeDriver(options, c.resolve(LOGGER))),
      })
    },
  }
}
