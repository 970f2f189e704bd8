import { CONTRACT, type DriverModule, type DriverPackage, ML2_OPTIONS, TYPE_DRIVER } from '@netloom/core'
import { singleton } from '@netloom/core/registry'
import { GRE_SECTION, parseGreOptions, readGreOptions, type GreOptions, type ParsedGreOptions } from './gre-options.ts'
import { GRE, GreTypeDriver } from './gre-type-driver.ts'

export { GreTypeDriver, type GreOptions, type ParsedGreOptions }

/**
 * GRE networks: `createNetloom({ modules: [gre({ tunnelIdRanges: [[1, 9_999]] })], … })`.
 * @throws {ConfigurationError} naming every bad option
 */
export function gre(options: GreOptions = {}): DriverModule {
  return greModule(parseGreOptions(options))
}

/** `type_drivers = gre`, options from `[ml2_type_gre]`. */
export const driverPackage: DriverPackage = {
  kind: 'type',
  name: GRE,
  fromIni: (ini) => greModule(readGreOptions(ini)),
  iniOptions: { [GRE_SECTION]: ['tunnel_id_ranges'] },
}

function greModule(options: ParsedGreOptions): DriverModule {
  return {
    contract: CONTRACT,
    kind: 'type',
    name: GRE,
    register: (container) => {
      container.register(TYPE_DRIVER, {
        useFactory: singleton((c) => new GreTypeDriver(options, c.resolve(ML2_OPTIONS))),
      })
    },
  }
}
