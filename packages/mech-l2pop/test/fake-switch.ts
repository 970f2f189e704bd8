import {
  CONTRACT,
  type DriverModule,
  MECHANISM_DRIVER,
  type MechanismDriver,
  TunnelIdInUseError,
  TYPE_DRIVER,
  type TypeDriver,
} from '@netloom/core'
import { bindByAgent, SegmentPool } from '@netloom/core/kit'

export const FAKE_AGENT = 'toy agent'

/** Binds wherever a toy agent can carry the network: population has to work with anybody's switch. */
export function fakeSwitch(): DriverModule {
  const driver: MechanismDriver = {
    name: 'toy',
    agentType: FAKE_AGENT,
    connectivity: 'l2',
    bindPort: (context) => bindByAgent(context, { agentType: FAKE_AGENT, vifType: 'bridge', vifDetails: {} }),
  }
  return {
    contract: CONTRACT,
    kind: 'mechanism',
    name: driver.name,
    register: (container) => {
      container.register(MECHANISM_DRIVER, { useValue: driver })
    },
  }
}

/** Networks of any type, with ids from 100 to 199. */
export function fakeType(networkType: string): DriverModule {
  const ranges = [[100, 199] as const]
  const pool = new SegmentPool({ networkType, ranges, inUse: (id) => new TunnelIdInUseError(id) })
  const segment = (segmentationId: number | null): Awaited<ReturnType<TypeDriver['reserve']>> => ({
    networkType,
    physicalNetwork: null,
    segmentationId,
  })
  const driver: TypeDriver = {
    networkType,
    isPartial: () => false,
    validate: () => undefined,
    reserve: async ({ segmentationId }, tx) => {
      if (segmentationId !== undefined) await pool.reserve(segmentationId, tx)
      return segment(segmentationId ?? null)
    },
    allocate: async (tx) => segment((await pool.allocate(tx)) ?? null),
    release: async ({ segmentationId }, tx) => {
      if (segmentationId !== null) await pool.release(segmentationId, tx)
    },
    mtu: () => 1450,
  }
  return {
    contract: CONTRACT,
    kind: 'type',
    name: networkType,
    register: (container) => {
      container.register(TYPE_DRIVER, { useValue: driver })
    },
  }
}
