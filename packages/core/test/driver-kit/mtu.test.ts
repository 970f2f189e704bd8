import { describe, expect, it } from 'vitest'
import { DEFAULT_ML2_OPTIONS, type Ml2Options } from '../../src/index.ts'
import { physicalMtu, tunnelMtu } from '../../src/kit.ts'

const options = (change: Partial<Ml2Options>): Ml2Options => ({ ...DEFAULT_ML2_OPTIONS, ...change })

describe('MTU', () => {
  it.each([
    [{}, 1450, 1458],
    [{ globalPhysnetMtu: 9000 }, 8950, 8958],
    [{ globalPhysnetMtu: 9000, pathMtu: 1600 }, 1550, 1558],
    [{ overlayIpVersion: 6 as const }, 1430, 1438],
    [{ globalPhysnetMtu: 0 }, 0, 0],
    [{ globalPhysnetMtu: 0, pathMtu: 1500 }, 1450, 1458],
  ])('of tunnels with %j: VXLAN %i, GRE %i', (change, vxlan, gre) => {
    expect(tunnelMtu(options(change), 30)).toBe(vxlan)
    expect(tunnelMtu(options(change), 22)).toBe(gre)
  })

  it('of a physical network is the smaller of its own and the global one', () => {
    const mtus = options({ physicalNetworkMtus: { small: 1400, jumbo: 9000 } })
    expect(['small', 'jumbo', 'other', undefined].map((name) => physicalMtu(mtus, name))).toEqual([
      1400, 1500, 1500, 1500,
    ])
  })
})
