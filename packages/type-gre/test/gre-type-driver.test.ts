import { adminContext, ConfigurationError, DEFAULT_ML2_OPTIONS } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import { GreTypeDriver, driverPackage, gre } from '../src/index.ts'
import { readGreOptions } from '../src/gre-options.ts'

const ini = (value: string): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> =>
  new Map([['ml2_type_gre', new Map([['tunnel_id_ranges', [value]]])]])

describe('gre', () => {
  it('reads Neutron’s own line, and reports every bad entry of it', () => {
    expect(readGreOptions(ini('1:1000, 2000:2000'))).toEqual({
      tunnelIdRanges: [
        [1, 1000],
        [2000, 2000],
      ],
    })
    expect(() => driverPackage.fromIni(ini('9:3,0:5,x'))).toThrow(ConfigurationError)
    expect(() => driverPackage.fromIni(ini('9:3,0:5,x'))).toThrow(
      /9:3: starts after.*\n.*0:5: is out of bounds.*\n.*x: is not a range/,
    )
  })

  it('leaves 1458 bytes of 1500, 1438 over IPv6', () => {
    expect(new GreTypeDriver({ tunnelIdRanges: [] }, DEFAULT_ML2_OPTIONS).mtu()).toBe(1458)
    expect(new GreTypeDriver({ tunnelIdRanges: [] }, { ...DEFAULT_ML2_OPTIONS, overlayIpVersion: 6 }).mtu()).toBe(1438)
  })

  it('starts with all 32-bit keys at once, and refuses a taken one', async () => {
    const netloom = await createNetloom({
      modules: [gre({ tunnelIdRanges: [[1, 2 ** 32 - 1]] })],
      store: sqliteStore(':memory:'),
      ml2: { projectNetworkTypes: ['gre'] },
    })
    try {
      const { segments } = await netloom.networks.create(adminContext(), {})
      const provider = { networkType: 'gre', segmentationId: segments[0]?.segmentationId ?? 0 }
      expect(provider.segmentationId).toBeGreaterThan(0)
      await expect(netloom.networks.create(adminContext(), { provider })).rejects.toMatchObject({
        code: 'TunnelIdInUse',
      })
    } finally {
      await netloom.close()
    }
  })
})
