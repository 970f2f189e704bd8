import { CONTRACT, type DriverModule, type DriverPackage, ML2_OPTIONS, TYPE_DRIVER } from '@netloom/core'
import { singleton } from '@netloom/core/registry'
import {
  FLAT_SECTION,
  parseFlatOptions,
  readFlatOptions,
  type FlatOptions,
  type ParsedFlatOptions,
} from './flat-options.ts'
import { FLAT, FlatTypeDriver } from './flat-type-driver.ts'

export { FlatTypeDriver, type FlatOptions, type ParsedFlatOptions }

/**
 * Untagged provider networks: `createNetloom({ modules: [flat({ flatNetworks: ['physnet1'] })], … })`.
 * @throws {ConfigurationError} naming every bad option
 */
export function flat(options: FlatOptions = {}): DriverModule {
  return flatModule(parseFlatOptions(options))
}

/** `type_drivers = flat`, options from `[ml2_type_flat]`. */
export const driverPackage: DriverPackage = {
  kind: 'type',
  name: FLAT,
  fromIni: (ini) => flatModule(readFlatOptions(ini)),
  iniOptions: { [FLAT_SECTION]: ['flat_networks'] },
}

function flatModule(options: ParsedFlatOptions): DriverModule {
  return {
    contract: CONTRACT,
    kind: 'type',
    name: FLAT,
    register: (container) => {
      container.register(TYPE_DRIVER, {
        useFactory: singleton((c) => new FlatTypeDriver(options, c.resolve(ML2_OPTIONS))),
      })
    },
  }
}
