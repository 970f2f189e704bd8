import { adminContext, DEFAULT_ML2_OPTIONS, type Ml2Options } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import { VxlanTypeDriver, vxlan } from '../src/index.ts'

const driver = (change: Partial<Ml2Options> = {}): VxlanTypeDriver =>
  new VxlanTypeDriver({ vniRanges: [] }, { ...DEFAULT_ML2_OPTIONS, ...change })

describe('vxlan type driver', () => {
  it.each([
    [{ physicalNetwork: 'physnet1' }, /provider:physical_network physnet1.*leave it out/],
    [{ segmentationId: 0 }, /provider:segmentation_id 0.*from 1 to 16777215/],
    [{ segmentationId: 16_777_216 }, /provider:segmentation_id 16777216.*from 1 to 16777215/],
    [{ segmentationId: 1.5 }, /provider:segmentation_id 1.5/],
  ])('refuses %j, saying what is allowed', (segment, message) => {
    expect(() => {
      driver().validate({ networkType: 'vxlan', ...segment })
    }).toThrow(message)
  })

  it('leaves 1450 bytes of 1500, 1430 over IPv6', () => {
    expect(driver().mtu()).toBe(1450)
    expect(driver({ overlayIpVersion: 6 }).mtu()).toBe(1430)
  })

  it('gives networks VNIs of its range, refuses a taken one, and takes it back on delete', async () => {
    const netloom = await createNetloom({
      modules: [vxlan({ vniRanges: [[100, 101]] })],
      store: sqliteStore(':memory:'),
      ml2: { projectNetworkTypes: ['vxlan'] },
    })
    try {
      const admin = adminContext()
      const first = await netloom.networks.create(admin, {})
      const second = await netloom.networks.create(admin, {})
      const vnis = [first, second].map(({ segments }) => segments[0]?.segmentationId)
      expect(new Set(vnis)).toEqual(new Set([100, 101]))
      expect(first.mtu).toBe(1450)
      await expect(netloom.networks.create(admin, {})).rejects.toMatchObject({ code: 'NoNetworkAvailable' })
      const provider = { networkType: 'vxlan', segmentationId: vnis[0] ?? 0 }
      await expect(netloom.networks.create(admin, { provider })).rejects.toMatchObject({ code: 'TunnelIdInUse' })
      await netloom.networks.delete(admin, first.id)
      const again = await netloom.networks.create(admin, { provider })
      expect(again.segments[0]?.segmentationId).toBe(vnis[0])
    } finally {
      await netloom.close()
    }
  })
})
