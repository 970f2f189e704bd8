import {
  CONTRACT,
  type DriverModule,
  MECHANISM_DRIVER,
  type MechanismDriver,
  TYPE_DRIVER,
  type TypeDriver,
} from '@netloom/core'

const segment = { networkType: 'kit', physicalNetwork: null, segmentationId: null }

/** As many networks as there are, none with a number. */
const kitType: TypeDriver = {
  networkType: 'kit',
  isPartial: () => false,
  validate: () => undefined,
  reserve: () => Promise.resolve(segment),
  allocate: () => Promise.resolve(segment),
  release: () => Promise.resolve(),
  mtu: () => 1_500,
}

/** Binds every port at once; it has no agent. */
const kitSwitch: MechanismDriver = {
  name: 'kit',
  connectivity: 'l2',
  bindPort: ({ segmentsToBind: [first] }) =>
    first && { type: 'bound', segmentId: first.id, vifType: 'kit', vifDetails: {}, status: 'ACTIVE' },
}

/** What a controller needs beside the service that is looked at. */
export const kitDrivers: readonly DriverModule[] = [
  {
    contract: CONTRACT,
    kind: 'type',
    name: 'kit',
    register: (container) => {
      container.register(TYPE_DRIVER, { useValue: kitType })
    },
  },
  {
    contract: CONTRACT,
    kind: 'mechanism',
    name: 'kit',
    register: (container) => {
      container.register(MECHANISM_DRIVER, { useValue: kitSwitch })
    },
  },
]
