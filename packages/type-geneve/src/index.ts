import { CONTRACT, type DriverModule, type DriverPackage, ML2_OPTIONS, TYPE_DRIVER } from '@netloom/core'
import { singleton } from '@netloom/core/registry'
import {
  GENEVE_SECTION,
  parseGeneveOptions,
  readGeneveOptions,
  type GeneveOptions,
  type ParsedGeneveOptions,
} from './geneve-options.ts'
import { GENEVE, GeneveTypeDriver } from './geneve-type-driver.ts'

export { GeneveTypeDriver, type GeneveOptions, type ParsedGeneveOptions }

/**
 * Geneve networks: `createNetloom({ modules: [geneve({ vniRanges: [[1, 9_999]] })], … })`.
 * @throws {ConfigurationError} naming every bad option
 */
export function geneve(options: GeneveOptions = {}): DriverModule {
  return geneveModule(parseGeneveOptions(options))
}

/** `type_drivers = geneve`, options from `[ml2_type_geneve]`. */
export const driverPackage: DriverPackage = {
  kind: 'type',
  name: GENEVE,
  fromIni: (ini) => geneveModule(readGeneveOptions(ini)),
  iniOptions: { [GENEVE_SECTION]: ['vni_ranges', 'max_header_size'] },
}

function geneveModule(options: ParsedGeneveOptions): DriverModule {
  return {
    contract: CONTRACT,
    kind: 'type',
    name: GENEVE,
    register: (container) => {
      container.register(TYPE_DRIVER, {
        useFactory: singleton((c) => new GeneveTypeDriver(options, c.resolve(ML2_OPTIONS))),
      })
    },
  }
}
