import { adminContext, DEFAULT_ML2_OPTIONS } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import { LocalTypeDriver, local } from '../src/index.ts'

describe('local type driver', () => {
  it.each([
    [{ physicalNetwork: 'physnet1' }, /provider:physical_network physnet1.*leave it out/],
    [{ segmentationId: 5 }, /provider:segmentation_id 5.*leave it out/],
  ])('refuses %j', (segment, message) => {
    expect(() => {
      new LocalTypeDriver(DEFAULT_ML2_OPTIONS).validate({ networkType: 'local', ...segment })
    }).toThrow(message)
  })

  it('is never exhausted', async () => {
    const netloom = await createNetloom({ modules: [local()], store: sqliteStore(':memory:') })
    try {
      for (let i = 0; i < 3; i += 1) {
        const network = await netloom.networks.create(adminContext(), {})
        expect(network.segments).toMatchObject([{ networkType: 'local', physicalNetwork: null, segmentationId: null }])
        expect(network.mtu).toBe(1500)
      }
    } finally {
      await netloom.close()
    }
  })
})
