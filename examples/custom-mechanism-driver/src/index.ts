import { CONTRACT, type DriverModule, type DriverPackage, LOGGER, MECHANISM_DRIVER } from '@netloom/core'
import { singleton } from '@netloom/core/registry'
import { FLOOD_BRIDGE, FloodBridgeDriver } from './flood-bridge-driver.ts'

export { FloodBridgeDriver }

/** For programs that embed a controller: `createNetloom({ modules: [vxlan(…), floodbridge(), l2population()], … })`. */
export const floodbridge = (): DriverModule => ({
  contract: CONTRACT,
  kind: 'mechanism',
  name: FLOOD_BRIDGE,
  register: (container) => {
    container.register(MECHANISM_DRIVER, { useFactory: singleton((c) => new FloodBridgeDriver(c.resolve(LOGGER))) })
  },
})

/** For `mechanism_drivers = floodbridge,l2population`: package.json names this export under `netloom.drivers`. */
export const driverPackage: DriverPackage = { kind: 'mechanism', name: FLOOD_BRIDGE, fromIni: floodbridge }
