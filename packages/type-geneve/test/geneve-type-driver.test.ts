import { DEFAULT_ML2_OPTIONS, type IniSections } from '@netloom/core'
import { describe, expect, it } from 'vitest'
import { GeneveTypeDriver, geneve } from '../src/index.ts'
import { readGeneveOptions } from '../src/geneve-options.ts'

const ini = (options: Readonly<Record<string, string>>): IniSections =>
  new Map([['ml2_type_geneve', new Map(Object.entries(options).map(([name, value]) => [name, [value]]))]])
const mtu = (text: Readonly<Record<string, string>>): number =>
  new GeneveTypeDriver(readGeneveOptions(ini(text)), DEFAULT_ML2_OPTIONS).mtu()

describe('geneve', () => {
  it('leaves 1450 bytes of 1500, less when its options need room', () => {
    expect(mtu({})).toBe(1450)
    expect(mtu({ max_header_size: '38' })).toBe(1442)
  })

  it('refuses a header that Geneve cannot have, and ranges that are none, all at once', () => {
    expect(() => readGeneveOptions(ini({ max_header_size: '29', vni_ranges: '0:9' }))).toThrow(
      /vni_ranges = 0:9.*\n.*max_header_size = 29/,
    )
    expect(() => geneve({ maxHeaderSize: 283 })).toThrow(/geneve.maxHeaderSize = 283: is out of bounds/)
  })
})
