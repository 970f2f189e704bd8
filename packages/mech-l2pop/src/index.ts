import { CONTRACT, type DriverModule, type DriverPackage, MECHANISM_DRIVER } from '@netloom/core'
import { singleton } from '@netloom/core/registry'
import { L2POPULATION, L2PopulationDriver } from './l2-population-driver.ts'

export { L2PopulationDriver }
export {
  FLOOD_ENTRY,
  fromNeutronFdbEntries,
  toNeutronFdbEntries,
  toNeutronIpChange,
  type NeutronFdbEntries,
  type NeutronIpChange,
  type NeutronNetworkEntries,
  type NeutronPair,
  type NeutronVtep,
} from './neutron-fdb.ts'
export { memberMessages, populationMessages, type NeutronMessage } from './neutron-messages.ts'

/** Fills forwarding and neighbour tables: `createNetloom({ modules: [vxlan(), linuxbridge(), l2population()], … })`. */
export function l2population(): DriverModule {
  return {
    contract: CONTRACT,
    kind: 'mechanism',
    name: L2POPULATION,
    register: (container) => {
      container.register(MECHANISM_DRIVER, { useFactory: singleton(() => new L2PopulationDriver()) })
    },
  }
}

/** `mechanism_drivers = linuxbridge,l2population`; there are no options on the controller. */
export const driverPackage: DriverPackage = { kind: 'mechanism', name: L2POPULATION, fromIni: () => l2population() }
