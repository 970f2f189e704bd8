import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { resolveDriver } from '@netloom/core/registry'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RACKS, rackCloud, type RackCloud } from '../src/cloud.ts'
import { driverPackage, planRacks } from '../src/index.ts'

describe('a cloud of two racks', () => {
  let cloud: RackCloud
  let networkId: string
  beforeEach(async () => {
    cloud = await rackCloud({ host1: 'rack1', neighbour: 'rack1', host2: 'rack2' })
    const { netloom, context } = cloud
    networkId = (await netloom.networks.create(context, { name: 'blue' })).id
    await netloom.subnets.create(context, { networkId, cidr: '10.0.0.0/24' })
  })
  afterEach(() => cloud.netloom.close())

  const boot = (host: string): ReturnType<RackCloud['netloom']['ports']['create']> =>
    cloud.netloom.ports.create(cloud.context, { networkId, host })
  const segments = async (): Promise<readonly (readonly [string, string | null, number | null])[]> =>
    (await cloud.netloom.networks.get(cloud.context, networkId)).segments.map(
      ({ networkType, physicalNetwork, segmentationId }) => [networkType, physicalNetwork, segmentationId] as const,
    )

  it('binds VXLAN at the top and a VLAN of the rack at the bottom', async () => {
    const port = await boot('host1')
    const { segments: found } = await cloud.netloom.networks.get(cloud.context, networkId)
    expect(found).toMatchObject([
      { networkType: 'vxlan', isDynamic: false },
      { networkType: 'vlan', physicalNetwork: 'rack1', isDynamic: true },
    ])
    expect(port.binding).toMatchObject({
      vifType: 'ovs',
      vifDetails: { bound_drivers: { 0: 'top_of_rack', 1: 'openvswitch' } },
      levels: [
        { level: 0, driver: 'top_of_rack', segmentId: found[0]?.id },
        { level: 1, driver: 'openvswitch', segmentId: found[1]?.id },
      ],
    })
    expect(await cloud.portItems('host1')).toMatchObject([{ id: port.id, segmentId: found[1]?.id }])
  })

  it('has one VLAN for each rack, whose switches know of each other', async () => {
    for (const host of ['host1', 'neighbour', 'host2']) await boot(host)
    const [[, , vni], [, , first], [, , second], ...more] = (await segments()) as [
      [string, null, number],
      [string, string, number],
      [string, string, number],
    ]
    expect(more).toEqual([])
    expect(first).toSatisfy((tag: number) => tag >= 100 && tag <= 109)
    expect(second).toSatisfy((tag: number) => tag >= 200 && tag <= 209)
    expect(planRacks((await cloud.networkItem(networkId))!, RACKS)).toEqual([
      { rack: 'rack1', vlan: first, vni, vtep: '192.0.2.1', peers: ['192.0.2.2'] },
      { rack: 'rack2', vlan: second, vni, vtep: '192.0.2.2', peers: ['192.0.2.1'] },
    ])
  })

  it('has each host carry the VLAN of its own rack and nothing else', async () => {
    for (const host of ['host1', 'host2']) await boot(host)
    const item = (await cloud.networkItem(networkId))!
    for (const [host, at] of [
      ['host1', 1],
      ['host2', 2],
    ] as const) {
      const rendered = cloud.renderers.get(host)!.network(item)
      const vlans = rendered.flatMap(({ state }) => (state.kind === 'local-vlan' ? [state] : []))
      expect(vlans).toMatchObject([{ segmentId: item.segments[at]?.id }])
      expect(JSON.stringify(rendered)).toContain(
        `{"type":"set-vlan","vlan":${String(item.segments[at]?.segmentationId)}}`,
      )
      expect(JSON.stringify(rendered)).not.toContain('br-tun')
    }
  })

  it('gives the VLAN of a rack back when its last port leaves, or moves to another rack', async () => {
    const [one, two] = [await boot('host1'), await boot('neighbour')]
    await cloud.netloom.ports.delete(cloud.context, one.id)
    expect((await segments()).map(([type, rack]) => [type, rack])).toEqual([
      ['vxlan', null],
      ['vlan', 'rack1'],
    ])
    await cloud.netloom.ports.update(cloud.context, two.id, { host: 'host2' })
    expect((await segments()).map(([type, rack]) => [type, rack])).toEqual([
      ['vxlan', null],
      ['vlan', 'rack2'],
    ])
    await cloud.netloom.ports.delete(cloud.context, two.id)
    expect((await segments()).map(([type]) => type)).toEqual(['vxlan'])
  })

  it('does not bind on a host of no rack', async () => {
    const { binding } = await boot('elsewhere')
    expect(binding.vifType).toBe('binding_failed')
    expect(await segments()).toHaveLength(1)
  })
})

it('is found by the name that ml2_conf.ini uses', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'netloom-installed-'))
  try {
    await mkdir(join(folder, 'node_modules'))
    const name = 'netloom-mech-top-of-rack'
    await symlink(fileURLToPath(new URL('..', import.meta.url)), join(folder, 'node_modules', name))
    await writeFile(join(folder, 'package.json'), JSON.stringify({ dependencies: { [name]: '*' } }))
    await expect(resolveDriver('mechanism', 'top_of_rack', [], [folder])).resolves.toMatchObject({
      kind: 'mechanism',
      name: 'top_of_rack',
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('refuses racks that make no sense', () => {
  const ini = new Map([['ml2_top_of_rack', new Map([['racks', ['rack1:192.0.2.1,rack1:192.0.2.2,rack3']]])]])
  expect(() => driverPackage.fromIni(ini)).toThrow(
    /rack1:192\.0\.2\.2: names rack1 a second time(.|\n)*rack3: is no rack/,
  )
})
