import { DEFAULT_ML2_OPTIONS, type Ml2Options } from '@netloom/core'
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
  {
    rule: 'follows the MTUs that an operator sets, of all networks and of one, and is never negative',
    problems(fixture) {
      if (fixture.newDriverWith === undefined) return Promise.resolve([])
      const newDriverWith = fixture.newDriverWith.bind(fixture)
      const { providerSegment } = fixture
      const { physicalNetwork = 'kit-physnet' } = providerSegment
      const mtuWith = (
        change: Partial<Ml2Options>,
        network: string | undefined = providerSegment.physicalNetwork,
      ): number => newDriverWith({ ...DEFAULT_ML2_OPTIONS, ...change }).mtu(network)
      const physicalNetworkMtus = { [physicalNetwork]: 1_400 }
      const usual = mtuWith({})
      const narrow = mtuWith({ globalPhysnetMtu: 1_400 })
      const one = mtuWith({ physicalNetworkMtus }, physicalNetwork)
      const values = {
        'without a limit': mtuWith({ globalPhysnetMtu: 0 }),
        'with a limit of 10 bytes': mtuWith({ globalPhysnetMtu: 10 }),
        'with IPv6 underneath': mtuWith({ overlayIpVersion: 6 }),
      }
      const isPhysical = providerSegment.physicalNetwork !== undefined
      return Promise.resolve([
        ...Object.entries(values)
          .filter(([, value]) => !Number.isInteger(value) || value < 0)
          .map(([name, value]) => `mtu is ${String(value)} ${name}`),
        ...(usual > 0 && narrow !== usual - 100
          ? [`mtu is ${String(narrow)} where networks carry 100 bytes less, and ${String(usual)} otherwise`]
          : []),
        ...(isPhysical && usual > 0 && one !== narrow ? [`mtu of ${physicalNetwork} alone is ${String(one)}`] : []),
        ...(values['without a limit'] > 0 ? ['mtu is limited where nothing limits it'] : []),
        ...(values['with IPv6 underneath'] > usual ? ['IPv6 underneath leaves more room'] : []),
      ])
    },
  },
]
