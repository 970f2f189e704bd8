import { describe, expect, it } from 'vitest'
import type { ConfigurationProblem } from '../../src/index.ts'
import { checkIdRanges, parseIdRanges } from '../../src/kit.ts'

const bounds = { first: 1, last: 2 ** 24 - 1 }

describe('id ranges', () => {
  it('reads min:max, several', () => {
    const problems: ConfigurationProblem[] = []
    expect(parseIdRanges(['1:100', ' 200 : 300 ', '5:5'], bounds, '[x] y', problems)).toEqual([
      [1, 100],
      [200, 300],
      [5, 5],
    ])
    expect(problems).toEqual([])
  })

  it.each([
    ['9:3', 'starts after its end', '3:9'],
    ['0:3', 'out of bounds', '16777215'],
    ['1:16777216', 'out of bounds', '16777215'],
    ['7', 'is not a range', 'min:max'],
    ['a:b', 'is not a range', 'min:max'],
    ['1:2:3', 'is not a range', 'min:max'],
    ['-1:3', 'is not a range', 'min:max'],
  ])('names the entry %s, what is wrong and what helps', (entry, problem, remedy) => {
    const problems: ConfigurationProblem[] = []
    expect(parseIdRanges(['1:2', entry], bounds, '[ml2_type_vxlan] vni_ranges', problems)).toEqual([[1, 2]])
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ where: '[ml2_type_vxlan] vni_ranges', value: entry })
    expect(problems[0]?.problem).toContain(problem)
    expect(problems[0]?.remedy).toContain(remedy)
  })

  it('judges numbers, naming their place', () => {
    const problems: ConfigurationProblem[] = []
    const ranges = [[1, 2] as const, [5, 4] as const, [1.5, 3] as const]
    checkIdRanges(ranges, bounds, 'vxlan.vniRanges', problems)
    expect(problems.map(({ where }) => where)).toEqual(['vxlan.vniRanges[1]', 'vxlan.vniRanges[2]'])
  })
})
