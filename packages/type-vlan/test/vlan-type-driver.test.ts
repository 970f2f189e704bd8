import { adminContext, type IniSections, type Netloom } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { driverPackage, vlan } from '../src/index.ts'
import { readVlanOptions } from '../src/vlan-options.ts'

const ini = (value: string): IniSections => new Map([['ml2_type_vlan', new Map([['network_vlan_ranges', [value]]])]])

describe('vlan options', () => {
  it('are Neutron’s lines: several ranges of one physical network, and names without a range', () => {
    expect([...readVlanOptions(ini('physnet1:1000:1999, physnet1:3000:3000,physnet2')).networkVlanRanges]).toEqual([
      [
        'physnet1',
        [
          [1000, 1999],
          [3000, 3000],
        ],
      ],
      ['physnet2', []],
    ])
  })

  it('report every bad entry, with what to write', () => {
    expect(() => driverPackage.fromIni(ini('physnet1:5,physnet1:0:9,:1:2'))).toThrow(
      /physnet1:5: is not a range; write physical_network:min:max.*\n.*physnet1:0:9: is out of bounds.*\n.*:1:2: names no physical network/,
    )
    expect(() => vlan({ networkVlanRanges: { physnet1: [[1, 4095]] } })).toThrow(
      /physnet1\[0\] = 1:4095: is out of bounds/,
    )
  })
})

describe('vlan networks', () => {
  let netloom: Netloom
  beforeEach(async () => {
    netloom = await createNetloom({
      modules: [vlan({ networkVlanRanges: { physnet1: [[100, 100]], physnet2: [[200, 200]], physnet3: [] } })],
      store: sqliteStore(':memory:'),
      ml2: { projectNetworkTypes: ['vlan'], physicalNetworkMtus: { physnet2: 1400 } },
    })
  })
  afterEach(() => netloom.close())
  const admin = adminContext()
  const create = (physicalNetwork?: string, segmentationId?: number): ReturnType<Netloom['networks']['create']> =>
    netloom.networks.create(admin, {
      provider: {
        networkType: 'vlan',
        ...(physicalNetwork !== undefined && { physicalNetwork }),
        ...(segmentationId !== undefined && { segmentationId }),
      },
    })

  it('take the physical networks in their order, each with its own ids and MTU', async () => {
    const [first, second] = [await netloom.networks.create(admin, {}), await netloom.networks.create(admin, {})]
    expect(first.segments[0]).toMatchObject({ physicalNetwork: 'physnet1', segmentationId: 100 })
    expect(second.segments[0]).toMatchObject({ physicalNetwork: 'physnet2', segmentationId: 200 })
    expect([first.mtu, second.mtu]).toEqual([1500, 1400])
    await expect(netloom.networks.create(admin, {})).rejects.toMatchObject({ code: 'NoNetworkAvailable' })
  })

  it('may have the same id on two physical networks, and a taken one on neither', async () => {
    await create('physnet1', 7)
    await create('physnet3', 7)
    await expect(create('physnet1', 7)).rejects.toMatchObject({
      code: 'VlanIdInUse',
      message: 'Unable to create the network. The VLAN 7 on physical network physnet1 is in use.',
    })
  })

  it('choose the id when only the physical network is named, and refuse an id without one', async () => {
    const { segments } = await create('physnet2')
    expect(segments[0]?.segmentationId).toBe(200)
    await expect(create('physnet3')).rejects.toMatchObject({ code: 'NoNetworkAvailable' })
    await expect(create(undefined, 7)).rejects.toThrow(/segmentation_id requires provider:physical_network/)
    await expect(create('elsewhere', 7)).rejects.toThrow(/physical_network elsewhere is unknown/)
  })

  it('give their id back', async () => {
    const { id } = await create('physnet1', 100)
    await netloom.networks.delete(admin, id)
    expect((await create('physnet1', 100)).segments[0]?.segmentationId).toBe(100)
  })
})
