import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Network, Port, PortUpdate } from '@netloom/core'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

let cloud: TestCloud
let network: Network
beforeEach(async () => {
  cloud = await testCloud()
  await cloud.hello('h1')
  network = await cloud.netloom.networks.create(cloud.admin, {})
  await cloud.netloom.subnets.create(cloud.admin, { networkId: network.id, cidr: '10.0.0.0/16' })
})
afterEach(() => cloud.netloom.close())
const create = (more: object = {}): Promise<Port> =>
  cloud.netloom.ports.create(cloud.admin, { networkId: network.id, ...more })
const update = (port: Port, change: PortUpdate, ifRevision?: number): Promise<Port> =>
  cloud.netloom.ports.update(cloud.admin, port.id, change, ifRevision)

describe('ports', () => {
  it('read back what was written', async () => {
    const port = await create({
      name: 'vm1',
      macAddress: 'FA-16-3E-1D-23-A3',
      deviceId: 'd',
      deviceOwner: 'compute:nova',
      description: 'text',
      allowedAddressPairs: [{ ipAddress: '10.9.0.0/24' }, { ipAddress: '10.8.0.1', macAddress: 'fa:16:3e:00:00:01' }],
      profile: { a: 1 },
      host: 'h1',
    })
    expect(port).toMatchObject({
      macAddress: 'fa:16:3e:1d:23:a3',
      allowedAddressPairs: [
        { ipAddress: '10.9.0.0/24', macAddress: 'fa:16:3e:1d:23:a3' },
        { ipAddress: '10.8.0.1', macAddress: 'fa:16:3e:00:00:01' },
      ],
      binding: { profile: { a: 1 }, vnicType: 'normal' },
      createdAt: '2026-01-01T00:00:00Z',
    })
    expect(await cloud.netloom.ports.get(cloud.admin, port.id)).toEqual(port)
    expect(
      await cloud.netloom.ports.list(cloud.admin, { host: 'h1', ipAddress: port.fixedIps[0]?.ipAddress ?? '' }),
    ).toEqual([port])
  })

  it.each([
    [{ macAddress: '00:00:00:00:00:00' }, 'InvalidInput', 400],
    [{ macAddress: 'ff:ff:ff:ff:ff:ff' }, 'InvalidInput', 400],
    [{ macAddress: '01:00:5e:00:00:01' }, 'InvalidInput', 400],
    [{ vnicType: 'wireless' }, 'InvalidInput', 400],
    [{ networkId: '00000000-0000-4000-8000-000000000000' }, 'NetworkNotFound', 404],
    [
      { allowedAddressPairs: Array.from({ length: 11 }, (_, n) => ({ ipAddress: `10.1.0.${String(n)}` })) },
      'AllowedAddressPairExhausted',
      400,
    ],
    [
      { allowedAddressPairs: [{ ipAddress: '10.1.0.1' }, { ipAddress: '10.1.0.1' }] },
      'DuplicateAddressPairInRequest',
      400,
    ],
    [{ allowedAddressPairs: [{ ipAddress: 'everything' }] }, 'InvalidInput', 400],
    [{ allowedAddressPairs: [{ ipAddress: '224.0.0.18' }] }, 'InvalidInput', 400],
    [{ allowedAddressPairs: [{ ipAddress: '239.0.0.0/8' }] }, 'InvalidInput', 400],
    [{ allowedAddressPairs: [{ ipAddress: 'ff02::12/128' }] }, 'InvalidInput', 400],
    [{ securityGroups: [] }, 'InvalidInput', 400],
  ])('refuse %j: %s', async (request, code, status) => {
    await expect(create(request)).rejects.toMatchObject({ code, status })
  })

  it('a MAC is one port’s per network', async () => {
    const { macAddress } = await create()
    await expect(create({ macAddress })).rejects.toMatchObject({ code: 'MacAddressInUse', status: 409, macAddress })
    const other = await cloud.netloom.networks.create(cloud.admin, {})
    expect((await create({ networkId: other.id, macAddress })).macAddress).toBe(macAddress)
  })

  it('a MAC changes only while unbound, and automatic addresses follow it', async () => {
    await cloud.netloom.subnets.create(cloud.admin, {
      networkId: network.id,
      cidr: '2001:db8::/64',
      ipv6RaMode: 'slaac',
    })
    const bound = await create({ host: 'h1' })
    const change = { macAddress: 'fa:16:3e:00:00:02' }
    await expect(update(bound, change)).rejects.toMatchObject({ code: 'PortBound', status: 409 })
    expect((await update(bound, { macAddress: bound.macAddress })).macAddress).toBe(bound.macAddress)
    const free = await create()
    const changed = await update(free, change)
    expect(changed.fixedIps.map(({ ipAddress }) => ipAddress)).toEqual([
      free.fixedIps[0]?.ipAddress,
      '2001:db8::f816:3eff:fe00:2',
    ])
    await expect(update(free, { macAddress: bound.macAddress })).rejects.toMatchObject({ code: 'MacAddressInUse' })
  })

  it('a vnic type changes only while unbound', async () => {
    const bound = await create({ host: 'h1' })
    await expect(update(bound, { vnicType: 'direct' })).rejects.toMatchObject({ code: 'PortInUse', status: 409 })
    expect((await update(bound, { vnicType: 'direct', host: '' })).binding).toMatchObject({
      vnicType: 'direct',
      vifType: 'unbound',
    })
  })

  it('publish to their host exactly what concerns it', async () => {
    const port = await create({ host: 'h1' })
    const head = await cloud.store.log.head()
    await update(port, { name: 'renamed' })
    expect(await cloud.store.log.head()).toBe(head)
    const changed = await update(port, { adminStateUp: false })
    expect(await cloud.items('host/h1')).toMatchObject([
      { revision: changed.revisionNumber, body: { adminStateUp: false } },
    ])
  })

  it('If-Match: another revision is refused with 412, on update and delete', async () => {
    const port = await create()
    const changed = await update(port, { name: 'a' }, port.revisionNumber)
    expect(changed.revisionNumber).toBe(port.revisionNumber + 1)
    await expect(update(port, { name: 'b' }, port.revisionNumber)).rejects.toMatchObject({ status: 412 })
    const stale = cloud.netloom.ports.delete(cloud.admin, port.id, port.revisionNumber)
    await expect(stale).rejects.toMatchObject({ code: 'RevisionNumberConstraintFailed' })
    await cloud.netloom.ports.delete(cloud.admin, port.id, changed.revisionNumber)
    await expect(update(port, { name: 'c' })).rejects.toMatchObject({ code: 'PortNotFound', status: 404 })
  })

  it('a batch is all or nothing', async () => {
    const networkId = network.id
    const twice = [
      { networkId },
      { networkId, macAddress: 'fa:16:3e:00:00:05' },
      { networkId, macAddress: 'fa:16:3e:00:00:05' },
    ]
    await expect(cloud.netloom.ports.createMany(cloud.admin, twice)).rejects.toMatchObject({ code: 'MacAddressInUse' })
    const same = [{ networkId, fixedIps: [{ ipAddress: '10.0.0.9' }] }]
    const both = cloud.netloom.ports.createMany(cloud.admin, [...same, ...same])
    await expect(both).rejects.toMatchObject({ code: 'IpAddressAlreadyAllocated' })
    expect(await cloud.netloom.ports.list(cloud.admin)).toEqual([])
    expect(await cloud.netloom.ports.createMany(cloud.admin, [])).toEqual([])
  })

  it('1,200 in one batch are bound, each with an address of its own', async () => {
    const requests = Array.from({ length: 1200 }, () => ({ networkId: network.id, host: 'h1' }))
    const ports = await cloud.netloom.ports.createMany(cloud.admin, requests)
    expect(new Set(ports.map(({ fixedIps }) => fixedIps[0]?.ipAddress)).size).toBe(1200)
    expect(ports.every(({ binding }) => binding.vifType === 'tap')).toBe(true)
    expect(await cloud.items('host/h1')).toHaveLength(1200)
    await cloud.netloom.ports.reportAllWired(
      'h1',
      ports.map(({ id }) => id),
    )
    expect(await cloud.netloom.ports.list(cloud.admin, { status: 'ACTIVE' })).toHaveLength(1200)
  })
})
