import {
  CONTRACT,
  ConfigurationError,
  type ConfigurationProblem,
  type DriverModule,
  type DriverPackage,
  MECHANISM_DRIVER,
  ML2_OPTIONS,
  TYPE_DRIVER,
} from '@netloom/core'
import { checkIdRanges, type IdRange, IniSectionReader, parseIdRanges } from '@netloom/core/kit'
import { singleton } from '@netloom/core/registry'
import { SPB_OVER_VXLAN, spbOverVxlan } from './spb-over-vxlan.ts'
import { ISID_BOUNDS, SPB, SpbTypeDriver } from './spb-type-driver.ts'

export { SpbTypeDriver, spbOverVxlan }

export interface SpbOptions {
  /** I-SIDs for project networks, inclusive pairs. Default none. */
  readonly isidRanges?: readonly IdRange[]
}

/** For programs that embed a controller: `createNetloom({ modules: [spb({ isidRanges: [[256, 999]] })], … })`. */
export function spb({ isidRanges = [] }: SpbOptions = {}): DriverModule {
  const problems: ConfigurationProblem[] = []
  checkIdRanges(isidRanges, ISID_BOUNDS, 'spb.isidRanges', problems)
  return spbModule(isidRanges, problems)
}

/** For `type_drivers = vxlan,spb`: package.json names this export under `netloom.drivers`. */
export const driverPackage: DriverPackage = {
  kind: 'type',
  name: SPB,
  fromIni: (ini) => {
    const problems: ConfigurationProblem[] = []
    const section = new IniSectionReader(ini, 'ml2_type_spb', problems)
    const entries = section.list('isid_ranges') ?? []
    return spbModule(parseIdRanges(entries, ISID_BOUNDS, section.where('isid_ranges'), problems), problems)
  },
  iniOptions: { ml2_type_spb: ['isid_ranges'] },
}

/** For `mechanism_drivers = spb_over_vxlan,linuxbridge`: one package may bring several drivers. */
export const overVxlanPackage: DriverPackage = {
  kind: 'mechanism',
  name: SPB_OVER_VXLAN,
  fromIni: () => ({
    contract: CONTRACT,
    kind: 'mechanism',
    name: SPB_OVER_VXLAN,
    register: (container) => {
      container.register(MECHANISM_DRIVER, { useFactory: () => spbOverVxlan })
    },
  }),
}

function spbModule(isidRanges: readonly IdRange[], problems: readonly ConfigurationProblem[]): DriverModule {
  if (problems.length > 0) throw new ConfigurationError(problems)
  return {
    contract: CONTRACT,
    kind: 'type',
    name: SPB,
    register: (container) => {
      container.register(TYPE_DRIVER, {
        useFactory: singleton((c) => new SpbTypeDriver(isidRanges, c.resolve(ML2_OPTIONS))),
      })
    },
  }
}
