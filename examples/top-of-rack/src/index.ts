import {
  CONTRACT,
  ConfigurationError,
  type ConfigurationProblem,
  type DriverModule,
  type DriverPackage,
  MECHANISM_DRIVER,
} from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'
import { singleton } from '@netloom/core/registry'
import { parseRacks, type Racks } from './racks.ts'
import { TOP_OF_RACK, TopOfRackDriver } from './top-of-rack-driver.ts'

export { planRacks, type RackPlan } from './rack-plan.ts'
export { TopOfRackDriver, type Racks }

/** For programs that embed a controller: `createNetloom({ modules: [topOfRack({ rack1: '192.0.2.1' }), openvswitch()], … })`. */
export function topOfRack(racks: Racks): DriverModule {
  const problems: ConfigurationProblem[] = []
  parseRacks(
    Object.entries(racks).map(([name, vtep]) => `${name}:${vtep}`),
    'topOfRack',
    problems,
  )
  return topOfRackModule(racks, problems)
}

/** For `mechanism_drivers = top_of_rack,openvswitch`: package.json names this export under `netloom.drivers`. */
export const driverPackage: DriverPackage = {
  kind: 'mechanism',
  name: TOP_OF_RACK,
  fromIni: (ini) => {
    const problems: ConfigurationProblem[] = []
    const section = new IniSectionReader(ini, 'ml2_top_of_rack', problems)
    const racks = parseRacks(section.list('racks') ?? [], section.where('racks'), problems)
    return topOfRackModule(racks, problems)
  },
  iniOptions: { ml2_top_of_rack: ['racks'] },
}

function topOfRackModule(racks: Racks, problems: readonly ConfigurationProblem[]): DriverModule {
  if (problems.length > 0) throw new ConfigurationError(problems)
  return {
    contract: CONTRACT,
    kind: 'mechanism',
    name: TOP_OF_RACK,
    register: (container) => {
      container.register(MECHANISM_DRIVER, { useFactory: singleton(() => new TopOfRackDriver(racks)) })
    },
  }
}
