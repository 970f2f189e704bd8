import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NamedSegment, Network, RequestContext, SegmentCreate } from '@netloom/core'
import { typeModule } from './support/fake-drivers.ts'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

let cloud: TestCloud
let network: Network
beforeEach(async () => {
  cloud = await testCloud({ types: [typeModule('vxlan', 5), typeModule('gre', 5, 1400)] })
  network = await cloud.netloom.networks.create(cloud.admin, {
    provider: { networkType: 'vxlan', segmentationId: 3 },
    mtu: 1300,
  })
})
afterEach(() => cloud.netloom.close())
const add = (request: Partial<SegmentCreate> = {}): Promise<NamedSegment> =>
  cloud.netloom.segments.create(cloud.admin, { networkId: network.id, networkType: 'gre', ...request })
const member = (): RequestContext => ({ ...cloud.admin, roles: ['member'], isAdmin: false })

describe('segments', () => {
  it('of every network are listed, and found by what they are', async () => {
    const { segments } = cloud.netloom
    const [own] = await segments.list(cloud.admin)
    expect(own).toMatchObject({
      networkId: network.id,
      networkType: 'vxlan',
      segmentationId: 3,
      name: '',
      isDynamic: false,
    })
    const second = await add({ name: 'second', segmentationId: 4 })
    const found = async (filter: Record<string, string | number>): Promise<readonly string[]> =>
      (await segments.list(cloud.admin, filter)).map(({ id }) => id)
    expect(await found({ networkId: network.id })).toEqual([own?.id, second.id])
    expect(await found({ networkType: 'gre' })).toEqual([second.id])
    expect(await found({ segmentationId: 3 })).toEqual([own?.id])
    expect(await found({ name: 'second' })).toEqual([second.id])
    expect(await found({ networkId: second.id })).toEqual([])
    await expect(segments.get(cloud.admin, network.id)).rejects.toMatchObject({ code: 'SegmentNotFound', status: 404 })
  })

  it('are added to a network out of their pool: drivers, hosts and the network hear of it', async () => {
    const added = await add()
    expect(added).toMatchObject({ networkType: 'gre', segmentationId: 1, segmentIndex: 1, revisionNumber: 1 })
    const after = await cloud.netloom.networks.get(cloud.admin, network.id)
    expect(after.segments.map(({ id }) => id)).toEqual([network.segments[0]?.id, added.id])
    expect(after.revisionNumber).toBe(network.revisionNumber + 1)
    const [item] = await cloud.items(`network/${network.id}`)
    expect(item?.body).toMatchObject({ segments: [{ networkType: 'vxlan' }, { id: added.id, networkType: 'gre' }] })
    await expect(add({ segmentationId: 1 })).rejects.toMatchObject({ code: 'TunnelIdInUse', status: 409 })
    await expect(add({ networkType: 'none' })).rejects.toMatchObject({ code: 'InvalidInput' })
    await expect(add({ networkId: added.id })).rejects.toMatchObject({ code: 'NetworkNotFound', status: 404 })
  })

  it('carry what the network carries', async () => {
    const wide = await cloud.netloom.networks.create(cloud.admin, { mtu: 1450 })
    await expect(add({ networkId: wide.id })).rejects.toMatchObject({ code: 'InvalidInput', status: 400 })
    expect((await cloud.netloom.networks.get(cloud.admin, wide.id)).segments).toHaveLength(1)
  })

  it('are named and described', async () => {
    const added = await add()
    const { segments } = cloud.netloom
    expect(await segments.update(cloud.admin, added.id, { name: 'n', description: 'd' })).toMatchObject({
      name: 'n',
      description: 'd',
      revisionNumber: 2,
    })
    await expect(segments.update(cloud.admin, added.id, { name: 'x' }, 1)).rejects.toMatchObject({ status: 412 })
  })

  it('go and give their id back, unless a subnet or a port is on them', async () => {
    const { segments, subnets, ports, networks } = cloud.netloom
    const added = await add()
    await segments.delete(cloud.admin, added.id)
    expect((await networks.get(cloud.admin, network.id)).segments).toEqual(network.segments)
    const again = await add({ segmentationId: 1 })
    const subnet = await subnets.create(cloud.admin, {
      networkId: network.id,
      cidr: '10.0.0.0/24',
      segmentId: again.id,
    })
    await expect(segments.delete(cloud.admin, again.id)).rejects.toMatchObject({
      code: 'SegmentInUse',
      status: 409,
      message: `Segment '${again.id}' cannot be deleted: The segment is still associated with subnet(s) ${subnet.id}.`,
    })
    await cloud.hello('h1')
    const port = await ports.create(cloud.admin, { networkId: network.id, host: 'h1', fixedIps: [] })
    const bound = port.binding.levels[0]?.segmentId ?? ''
    await expect(segments.delete(cloud.admin, bound)).rejects.toMatchObject({ code: 'SegmentInUse' })
  })

  it('are shown to projects, and changed by administrators', async () => {
    const [own] = await cloud.netloom.segments.list(member())
    expect(own?.networkId).toBe(network.id)
    expect(await cloud.netloom.segments.list({ ...member(), projectId: 'other' })).toEqual([])
    const { segments } = cloud.netloom
    const forbidden = { status: 403 }
    await expect(segments.create(member(), { networkId: network.id, networkType: 'gre' })).rejects.toMatchObject(
      forbidden,
    )
    await expect(segments.update(member(), own?.id ?? '', { name: 'x' })).rejects.toMatchObject(forbidden)
    await expect(segments.delete(member(), own?.id ?? '')).rejects.toMatchObject(forbidden)
  })
})

describe('subnets of routed networks', () => {
  const subnet = (cidr: string, segmentId?: string, serviceTypes: string[] = []): Promise<{ readonly id: string }> =>
    cloud.netloom.subnets.create(cloud.admin, {
      networkId: network.id,
      cidr,
      serviceTypes,
      ...(segmentId !== undefined && { segmentId }),
    })

  it('are all on segments of the network, or none is', async () => {
    const second = await add()
    const other = await cloud.netloom.networks.create(cloud.admin, {})
    await expect(subnet('10.0.0.0/24', other.segments[0]?.id)).rejects.toMatchObject({ code: 'NetworkIdsDontMatch' })
    await expect(subnet('10.0.0.0/24', other.id)).rejects.toMatchObject({ code: 'SegmentNotFound', status: 404 })
    await subnet('10.0.0.0/24', second.id)
    await subnet('10.0.1.0/24', network.segments[0]?.id)
    await expect(subnet('10.0.2.0/24')).rejects.toMatchObject({
      code: 'SubnetsNotAllAssociatedWithSegments',
      status: 400,
    })
    await subnet('10.0.2.0/24', undefined, ['network:routed'])
  })

  it('are put on a segment later only where there is nothing to choose', async () => {
    const { subnets } = cloud.netloom
    const [own] = network.segments
    const segmentId = own?.id ?? ''
    const only = await subnet('10.0.0.0/24')
    const move = (id: string): Promise<unknown> => subnets.update(cloud.admin, only.id, { segmentId: id })
    await move(segmentId)
    await expect(move(network.id)).rejects.toMatchObject({ code: 'SubnetSegmentAssociationChangeNotAllowed' })
    const later = await subnet('10.0.1.0/24', segmentId)
    await expect(move(network.id)).rejects.toMatchObject({ code: 'SubnetsNotAllAssociatedWithSegments' })
    await subnets.delete(cloud.admin, later.id)
    await subnets.delete(cloud.admin, only.id)
    const free = await subnet('10.0.0.0/24')
    const second = await add()
    await expect(subnets.update(cloud.admin, free.id, { segmentId: second.id })).rejects.toMatchObject({
      code: 'NoUpdateSubnetWhenMultipleSegmentsOnNetwork',
    })
  })
})
