import { CONTRACT, type DriverModule, type DriverPackage, ML2_OPTIONS, TYPE_DRIVER } from '@netloom/core'
import { singleton } from '@netloom/core/registry'
import {
  VXLAN_SECTION,
  parseVxlanOptions,
  readVxlanOptions,
  type ParsedVxlanOptions,
  type VxlanOptions,
} from './vxlan-options.ts'
import { VXLAN, VxlanTypeDriver } from './vxlan-type-driver.ts'

export { VxlanTypeDriver, type ParsedVxlanOptions, type VxlanOptions }

/**
 * VXLAN networks: `createNetloom({ modules: [vxlan({ vniRanges: [[1, 9_999]] })], … })`.
 * @throws {ConfigurationError} naming every bad option
 */
export function vxlan(options: VxlanOptions = {}): DriverModule {
  return vxlanModule(parseVxlanOptions(options))
}

/** `type_drivers = vxlan`, options from `[ml2_type_vxlan]`. */
export const driverPackage: DriverPackage = {
  kind: 'type',
  name: VXLAN,
  fromIni: (ini) => vxlanModule(readVxlanOptions(ini)),
  iniOptions: { [VXLAN_SECTION]: ['vni_ranges', 'vxlan_group'] },
}

function vxlanModule(options: ParsedVxlanOptions): DriverModule {
  return {
    contract: CONTRACT,
    kind: 'type',
    name: VXLAN,
    register: (container) => {
      container.register(TYPE_DRIVER, {
        useFactory: singleton((c) => new VxlanTypeDriver(options, c.resolve(ML2_OPTIONS))),
      })
    },
  }
}
