import { ConfigurationError, type IniSections } from '@netloom/core'
import { describe, expect, it } from 'vitest'
import { driverPackage, vxlan } from '../src/index.ts'
import { parseVxlanOptions, readVxlanOptions } from '../src/vxlan-options.ts'

const ini = (options: Readonly<Record<string, string>>): IniSections =>
  new Map([['ml2_type_vxlan', new Map(Object.entries(options).map(([name, value]) => [name, [value]]))]])

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work()
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split('\n')
    throw error
  }
  return []
}

describe('vxlan options', () => {
  it('has no ranges by default', () => {
    expect(parseVxlanOptions({})).toEqual({ vniRanges: [] })
    expect(readVxlanOptions(new Map())).toEqual({ vniRanges: [] })
  })

  it('reads Neutron’s own lines', () => {
    expect(readVxlanOptions(ini({ vni_ranges: '1:1000, 2000:2000', vxlan_group: '239.1.1.1' }))).toEqual({
      vniRanges: [
        [1, 1000],
        [2000, 2000],
      ],
      vxlanGroup: '239.1.1.1',
    })
  })

  it('reports everything wrong with a file at once, by section, option and value', () => {
    expect(problemsOf(() => driverPackage.fromIni(ini({ vni_ranges: '9:3,0:5', vxlan_group: '10.0.0.1' })))).toEqual([
      '[ml2_type_vxlan] vni_ranges = 9:3: starts after its end; write 3:9',
      '[ml2_type_vxlan] vni_ranges = 0:5: is out of bounds; ids go from 1 to 16777215',
      expect.stringContaining('[ml2_type_vxlan] vxlan_group = 10.0.0.1: is no multicast address'),
    ])
  })

  it('reports everything wrong with typed options when the factory is called', () => {
    const options = { vniRanges: [[9, 3] as const, [1, 2 ** 24] as const], vxlanGroup: 'here' }
    expect(problemsOf(() => vxlan(options)).map((line) => line.split(':')[0])).toEqual([
      'vxlan.vniRanges[0] = 9',
      'vxlan.vniRanges[1] = 1',
      'vxlan.vxlanGroup = here',
    ])
  })

  it('is frozen, and does not follow what the caller does to his own object', () => {
    const vniRanges: [number, number][] = [[1, 2]]
    const parsed = parseVxlanOptions({ vniRanges })
    vniRanges.push([3, 4])
    expect(parsed.vniRanges).toEqual([[1, 2]])
    expect(Object.isFrozen(parsed) && Object.isFrozen(parsed.vniRanges)).toBe(true)
  })
})
