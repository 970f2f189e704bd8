import { adminContext, ConfigurationError, DEFAULT_ML2_OPTIONS } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import { parseFlatOptions, readFlatOptions } from '../src/flat-options.ts'
import { FlatTypeDriver, flat, type FlatOptions } from '../src/index.ts'

const driver = (options: FlatOptions = {}): FlatTypeDriver =>
  new FlatTypeDriver(parseFlatOptions(options), { ...DEFAULT_ML2_OPTIONS, physicalNetworkMtus: { slow: 1400 } })

const ini = (value: string): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> =>
  new Map([['ml2_type_flat', new Map([['flat_networks', [value]]])]])

describe('flat type driver', () => {
  it.each([
    [{}, {}, /provider:physical_network is missing/],
    [{ flatNetworks: ['a', 'b'] }, { physicalNetwork: 'c' }, /provider:physical_network c.*use a or b/],
    [{ flatNetworks: [] }, { physicalNetwork: 'a' }, /disabled by an empty flat_networks/],
    [{}, { physicalNetwork: 'a', segmentationId: 5 }, /provider:segmentation_id 5.*leave it out/],
  ])('with %j refuses %j, saying what is allowed', (options, segment, message) => {
    expect(() => {
      driver(options).validate({ networkType: 'flat', ...segment })
    }).toThrow(message)
  })

  it('takes the smaller MTU of the physical network', () => {
    expect([driver().mtu('slow'), driver().mtu('other')]).toEqual([1400, 1500])
  })

  it('reads flat_networks; a star among the names means any', () => {
    expect(readFlatOptions(new Map())).toEqual({ flatNetworks: '*' })
    expect(readFlatOptions(ini('a,*'))).toEqual({ flatNetworks: '*' })
    expect(readFlatOptions(ini('a, b'))).toEqual({ flatNetworks: ['a', 'b'] })
    expect(readFlatOptions(ini(''))).toEqual({ flatNetworks: [] })
    expect(() => readFlatOptions(ini('a,a'))).toThrow(ConfigurationError)
  })

  it('carries one flat network for each physical network', async () => {
    const netloom = await createNetloom({
      modules: [flat()],
      store: sqliteStore(':memory:'),
      ml2: { projectNetworkTypes: [] },
    })
    try {
      const admin = adminContext()
      const on = (physicalNetwork: string): ReturnType<typeof netloom.networks.create> =>
        netloom.networks.create(admin, { provider: { networkType: 'flat', physicalNetwork } })
      const first = await on('physnet1')
      expect(first.segments).toMatchObject([{ physicalNetwork: 'physnet1', segmentationId: null }])
      await on('physnet2')
      await expect(on('physnet1')).rejects.toMatchObject({ code: 'FlatNetworkInUse', status: 409 })
      await netloom.networks.delete(admin, first.id)
      await expect(on('physnet1')).resolves.toMatchObject({ status: 'ACTIVE' })
    } finally {
      await netloom.close()
    }
  })
})
