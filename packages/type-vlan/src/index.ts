import { CONTRACT, type DriverModule, type DriverPackage, ML2_OPTIONS, TYPE_DRIVER } from '@netloom/core'
import { singleton } from '@netloom/core/registry'
import {
  VLAN_SECTION,
  parseVlanOptions,
  readVlanOptions,
  type VlanOptions,
  type ParsedVlanOptions,
} from './vlan-options.ts'
import { VLAN, VlanTypeDriver } from './vlan-type-driver.ts'

export { VlanTypeDriver, type VlanOptions, type ParsedVlanOptions }

/**
 * VLAN networks: `createNetloom({ modules: [vlan({ networkVlanRanges: { physnet1: [[1000, 1999]] } })], … })`.
 * @throws {ConfigurationError} naming every bad option
 */
export function vlan(options: VlanOptions = {}): DriverModule {
  return vlanModule(parseVlanOptions(options))
}

/** `type_drivers = vlan`, options from `[ml2_type_vlan]`. */
export const driverPackage: DriverPackage = {
  kind: 'type',
  name: VLAN,
  fromIni: (ini) => vlanModule(readVlanOptions(ini)),
  iniOptions: { [VLAN_SECTION]: ['network_vlan_ranges'] },
}

function vlanModule(options: ParsedVlanOptions): DriverModule {
  return {
    contract: CONTRACT,
    kind: 'type',
    name: VLAN,
    register: (container) => {
      container.register(TYPE_DRIVER, {
        useFactory: singleton((c) => new VlanTypeDriver(options, c.resolve(ML2_OPTIONS))),
      })
    },
  }
}
