import { CONTRACT, type DriverModule, type DriverPackage, LOGGER, MECHANISM_DRIVER } from '@netloom/core'
import { singleton } from '@netloom/core/registry'
import { OPENVSWITCH, OPENVSWITCH_AGENT, OpenvswitchDriver } from './openvswitch-driver.ts'
import {
  DRIVER_SECTION,
  SECURITY_GROUP_SECTION,
  parseOpenvswitchOptions,
  readDriverOptions,
  type OpenvswitchDriverOptions,
  type ParsedOpenvswitchOptions,
} from './openvswitch-options.ts'

export { OPENVSWITCH_AGENT, OpenvswitchDriver, type OpenvswitchDriverOptions, type ParsedOpenvswitchOptions }

/** Realises networks with Open vSwitch: `createNetloom({ modules: [vxlan(), openvswitch()], … })`. */
export function openvswitch(options: OpenvswitchDriverOptions = {}): DriverModule {
  return openvswitchModule(parseOpenvswitchOptions(options))
}

/** `mechanism_drivers = openvswitch`. */
export const driverPackage: DriverPackage = {
  kind: 'mechanism',
  name: OPENVSWITCH,
  fromIni: (ini) => openvswitchModule(readDriverOptions(ini)),
  iniOptions: {
    [SECURITY_GROUP_SECTION]: ['enable_security_group'],
    [DRIVER_SECTION]: ['vnic_type_prohibit_list', 'vnic_type_blacklist'],
  },
}

function openvswitchModule(options: ParsedOpenvswitchOptions): DriverModule {
  return {
    contract: CONTRACT,
    kind: 'mechanism',
    name: OPENVSWITCH,
    register: (container) => {
      container.register(MECHANISM_DRIVER, {
        useFactory: singleton((c) => new OpenvswitchDriver(options, c.resolve(LOGGER))),
      })
    },
  }
}
