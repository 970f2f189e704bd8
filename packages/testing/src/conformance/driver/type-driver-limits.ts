import type { ConformanceCheck } from '../support/check.ts'
import { isSame } from '../support/same.ts'
import { startDriver, type TypeDriverFixture } from './type-driver-fixture.ts'

type Check = ConformanceCheck<TypeDriverFixture>

const DEFAULT_PHYSICAL_MTU = 1_500
/** RFC 8200: every link of IPv6 carries that much. */
const LEAST_MTU = 1_280
/** What any encapsulation adds at least: the Ethernet header of the guest. */
const LEAST_OVERHEAD = 14

/** Rules about `mtu`, a pure function of the driver. */
export const limitChecks: readonly Check[] = [
  {
    rule: 'limits the MTU to a whole number of bytes, always the same',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      return [fixture.providerSegment.physicalNetwork, undefined, 'nowhere'].flatMap((physicalNetwork) => {
        const first = driver.mtu(physicalNetwork)
        const what = `mtu(${physicalNetwork ?? ''})`
        if (!Number.isInteger(first) || first < 0 || first > 65_535) return [`${what} is ${String(first)}`]
        return isSame(first, driver.mtu(physicalNetwork)) ? [] : [`${what} changes from call to call`]
      })
    },
  },
  {
    rule: 'leaves room in the MTU for what it puts around a packet',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      const { physicalMtu = DEFAULT_PHYSICAL_MTU, mtu: expected, providerSegment } = fixture
      const { physicalNetwork, segmentationId } = providerSegment
      const mtu = driver.mtu(physicalNetwork)
      if (expected !== undefined && mtu !== expected) return [`mtu is ${String(mtu)} instead of ${String(expected)}`]
      if (physicalMtu === 0) return []
      // Ids without a physical network mean that something carries them: a tunnel.
      const isTunnel = physicalNetwork === undefined && segmentationId !== undefined
      if (mtu === 0) return isTunnel ? [`mtu is not limited, and packets of ${String(physicalMtu)} bytes carry it`] : []
      const most = isTunnel ? physicalMtu - LEAST_OVERHEAD : physicalMtu
      if (mtu > most) return [`mtu is ${String(mtu)}, and ${String(most)} is all that fits`]
      return mtu < Math.min(LEAST_MTU, most) ? [`mtu is ${String(mtu)}: IPv6 needs ${String(LEAST_MTU)}`] : []
    },
  },
]
