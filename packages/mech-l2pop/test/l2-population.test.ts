import type { Port, PortStatus } from '@netloom/core'
import { networkTopic } from '@netloom/core/wire'
import { sampleNetwork, samplePortContext, sampleSegment, type SamplePort } from '@netloom/testing/conformance'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { L2PopulationDriver } from '../src/index.ts'
import { admin, openCloud, type Cloud } from './cloud.ts'

const HOSTS = { nph1: '10.222.0.1', nph2: '10.222.0.2', nph3: '10.222.0.3' }

const member = (host: keyof typeof HOSTS, vtep: string = HOSTS[host]): object => ({
  host,
  vtep,
  networkType: 'vxlan',
  segmentationId: 100,
})

const entry = (port: Port, host: keyof typeof HOSTS, ipAddresses: readonly string[]): object => ({
  portId: port.id,
  macAddress: port.macAddress,
  ipAddresses,
  ...member(host),
})

describe('L2 population', () => {
  let cloud: Cloud
  beforeEach(async () => {
    cloud = await openCloud(HOSTS)
  })
  afterEach(() => cloud.close())

  const head = (): Promise<number> => cloud.store.log.head()

  it('announces a port when it is wired, not before, and its host with its first port', async () => {
    const { netloom, network } = cloud
    const fixedIps = [{ ipAddress: '10.100.0.11' }]
    const port = await netloom.ports.create(admin, { networkId: network.id, host: 'nph1', fixedIps })
    expect(port.binding.vifType).toBe('bridge')
    expect(await cloud.population()).toEqual({})
    await cloud.report(port, 'up')
    expect(await cloud.population()).toEqual({
      'member/nph1': member('nph1'),
      [`port/${port.id}`]: entry(port, 'nph1', ['10.100.0.11']),
    })
  })

  it('writes two items for the first port of a host, one for each further one', async () => {
    const written = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
      const before = await head()
      await work()
      const changes = await cloud.store.log.read(before, 100, networkTopic(cloud.network.id))
      return changes.map(({ key }) => key.replace(/\/.*-.*/, ''))
    }
    expect(await written(() => cloud.activePort('nph1'))).toEqual(['member/nph1', 'port'])
    expect(await written(() => cloud.activePort('nph1'))).toEqual(['port'])
    expect(await written(() => cloud.activePort('nph2'))).toEqual(['member/nph2', 'port'])
  })

  it('removes a port that goes down, and its host with the last one', async () => {
    const first = await cloud.activePort('nph1')
    const second = await cloud.activePort('nph1')
    await cloud.report(first, 'down')
    expect(Object.keys(await cloud.population())).toEqual(['member/nph1', `port/${second.id}`])
    await cloud.report(second, 'down')
    expect(await cloud.population()).toEqual({})
  })

  it('keeps announcing an ACTIVE port that its host changes in place, and withdraws it when it goes down or is deleted', async () => {
    const [first, second] = [await cloud.activePort('nph1'), await cloud.activePort('nph1')]
    const before = await cloud.population()
    for (const port of [first, second]) await cloud.report(port, 'building')
    expect((await cloud.netloom.ports.get(admin, first.id)).status).toBe('BUILD')
    expect(await cloud.population()).toEqual(before)
    await cloud.report(first, 'up')
    expect(await cloud.population()).toEqual(before)
    await cloud.report(first, 'down')
    expect(Object.keys(await cloud.population())).toEqual(['member/nph1', `port/${second.id}`])
    await cloud.netloom.ports.delete(admin, second.id)
    expect(await cloud.population()).toEqual({})
  })

  it('does not announce a port that is built for the first time', async () => {
    const port = await cloud.netloom.ports.create(admin, { networkId: cloud.network.id, host: 'nph1' })
    await cloud.report(port, 'building')
    await cloud.netloom.ports.update(admin, port.id, { name: 'slow' })
    expect(await cloud.population()).toEqual({})
    const other = await cloud.activePort('nph1')
    await cloud.report(other, 'down')
    expect(await cloud.population()).toEqual({})
  })

  it('withdraws a port in BUILD that leaves its host', async () => {
    const port = await cloud.activePort('nph1')
    await cloud.report(port, 'building')
    await cloud.netloom.ports.update(admin, port.id, { host: 'nph2' })
    expect(await cloud.population()).toEqual({})
  })

  it('removes a deleted port, and its host with the last one', async () => {
    const [first, second] = [await cloud.activePort('nph1'), await cloud.activePort('nph1')]
    await cloud.netloom.ports.delete(admin, first.id)
    expect(Object.keys(await cloud.population())).toEqual(['member/nph1', `port/${second.id}`])
    await cloud.netloom.ports.delete(admin, second.id)
    expect(await cloud.population()).toEqual({})
  })

  it('takes both ports of one report down, and both up again', async () => {
    const [first, second] = [await cloud.activePort('nph1'), await cloud.activePort('nph1')]
    const before = await cloud.population()
    const both = (state: 'up' | 'down'): Promise<void> =>
      cloud.netloom.ports.reportWiring('nph1', [
        { portId: first.id, state },
        { portId: second.id, state },
      ])
    await both('down')
    expect(await cloud.population()).toEqual({})
    await both('up')
    expect(await cloud.population()).toEqual(before)
  })

  it('handles one up and one down in one report', async () => {
    const first = await cloud.activePort('nph1')
    const second = await cloud.netloom.ports.create(admin, { networkId: cloud.network.id, host: 'nph1' })
    await cloud.netloom.ports.reportWiring('nph1', [
      { portId: first.id, state: 'down' },
      { portId: second.id, state: 'up' },
    ])
    expect(Object.keys(await cloud.population())).toEqual(['member/nph1', `port/${second.id}`])
  })

  it('follows a migration: gone from the old host at once, at the new host when it is wired there', async () => {
    const port = await cloud.activePort('nph1')
    await cloud.activePort('nph2')
    await cloud.netloom.ports.update(admin, port.id, { host: 'nph3' })
    expect(Object.keys(await cloud.population())).not.toContain(`port/${port.id}`)
    expect(Object.keys(await cloud.population())).not.toContain('member/nph1')
    await cloud.report(port, 'up', 'nph3')
    expect(await cloud.population()).toMatchObject({
      'member/nph3': member('nph3'),
      [`port/${port.id}`]: member('nph3'),
    })
    await cloud.report(port, 'down', 'nph1')
    expect(await cloud.population()).toMatchObject({ [`port/${port.id}`]: member('nph3') })
  })

  it('tells changed addresses, several too, and none', async () => {
    const port = await cloud.activePort('nph1', { fixedIps: [{ ipAddress: '10.100.0.11' }] })
    const change = async (addresses: readonly string[]): Promise<Readonly<Record<string, unknown>>> => {
      const fixedIps = addresses.map((ipAddress) => ({ ipAddress }))
      await cloud.netloom.ports.update(admin, port.id, { fixedIps })
      return cloud.population()
    }
    const told = ['10.100.0.12', '10.100.0.13']
    expect(await change(told)).toMatchObject({ [`port/${port.id}`]: { ipAddresses: told } })
    // Without an address there is nothing to answer for; broadcast still has to reach the host.
    expect(await change([])).toEqual({ 'member/nph1': member('nph1') })
    expect(await change(['10.100.0.11'])).toMatchObject({ [`port/${port.id}`]: { ipAddresses: ['10.100.0.11'] } })
  })

  it('publishes nothing when a port is merely renamed', async () => {
    const port = await cloud.activePort('nph1')
    const before = await head()
    await cloud.netloom.ports.update(admin, port.id, { name: 'web' })
    expect(await cloud.store.log.read(before, 100, networkTopic(cloud.network.id))).toEqual([])
  })

  it('refuses another MAC for an ACTIVE port with 400, and takes it when the port goes down with it', async () => {
    const segment = sampleSegment({ networkType: 'vxlan', segmentationId: 100 })
    const change = (status: PortStatus, macAddress: string): SamplePort => ({
      host: 'nph1',
      status,
      segment,
      change: { macAddress },
    })
    const network = sampleNetwork([segment])
    const before = change('ACTIVE', 'fa:16:3e:00:00:01')
    const update = (after: SamplePort): Promise<void> =>
      cloud.store.transaction((tx) =>
        new L2PopulationDriver().updatePortPrecommit(samplePortContext(network, after, before), tx),
      )
    await expect(update(change('ACTIVE', 'fa:16:3e:00:00:99'))).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/mac_address.*fa:16:3e:00:00:99.*ACTIVE/) as string,
    })
    await expect(update(change('DOWN', 'fa:16:3e:00:00:99'))).resolves.toBeUndefined()
  })

  it.each(['network:ha_router_replicated_interface', 'network:router_interface_distributed'])(
    'sends broadcast to hosts with a %s, and nothing else',
    async (deviceOwner) => {
      await cloud.activePort('nph1', { deviceOwner })
      expect(await cloud.population()).toEqual({ 'member/nph1': member('nph1') })
    },
  )

  it('says nothing of a host without VTEP, or whose agent wants other types', async () => {
    await cloud.hello('plain', {})
    await cloud.hello('choosy', { tunnelingIp: '10.222.0.9', l2popNetworkTypes: ['gre'] })
    await cloud.activePort('plain')
    await cloud.activePort('choosy')
    expect(await cloud.population()).toEqual({})
  })

  it('says nothing of networks that are no tunnels', async () => {
    const network = await cloud.netloom.networks.create(admin, { provider: { networkType: 'local' } })
    const port = await cloud.netloom.ports.create(admin, { networkId: network.id, host: 'nph1' })
    await cloud.report(port, 'up')
    expect((await cloud.netloom.ports.get(admin, port.id)).status).toBe('ACTIVE')
    expect(await cloud.population(network.id)).toEqual({})
  })

  it('says nothing of a port that could not be bound', async () => {
    const port = await cloud.netloom.ports.create(admin, { networkId: cloud.network.id, host: 'nowhere' })
    expect(port.binding.vifType).toBe('binding_failed')
    await cloud.report(port, 'up', 'nowhere')
    expect(await cloud.population()).toEqual({})
  })

  it('follows a host to its new VTEP, and forgets one that has none any more', async () => {
    const port = await cloud.activePort('nph1')
    await cloud.activePort('nph2')
    await cloud.hello('nph1', { tunnelingIp: '10.222.0.99' })
    expect(await cloud.population()).toMatchObject({
      'member/nph1': { vtep: '10.222.0.99' },
      [`port/${port.id}`]: { vtep: '10.222.0.99' },
      'member/nph2': { vtep: '10.222.0.2' },
    })
    await cloud.hello('nph1', {})
    const keys = Object.keys(await cloud.population())
    expect(keys).not.toContain('member/nph1')
    expect(keys).not.toContain(`port/${port.id}`)
  })

  it('follows a host whose tunnels have other types than before, at the same VTEP', async () => {
    const port = await cloud.activePort('nph1')
    await cloud.activePort('nph2')
    const before = await cloud.population()
    await cloud.hello('nph1', { tunnelingIp: HOSTS.nph1, tunnelTypes: ['gre'] })
    expect(Object.keys(await cloud.population())).toHaveLength(2)
    expect(await cloud.population()).not.toHaveProperty([`port/${port.id}`])
    await cloud.hello('nph1', { tunnelingIp: HOSTS.nph1, tunnelTypes: ['gre', 'vxlan'] })
    expect(await cloud.population()).toEqual(before)
    await cloud.hello('nph1', { tunnelingIp: HOSTS.nph1, tunnelTypes: ['vxlan'], l2popNetworkTypes: [] })
    expect(await cloud.population()).not.toHaveProperty(['member/nph1'])
  })

  it('keeps a revision from falling, whoever wrote the item', async () => {
    const port = await cloud.activePort('nph1')
    const revisions: number[] = []
    const note = async (): Promise<void> => {
      const { items } = await cloud.store.log.snapshot(networkTopic(cloud.network.id))
      revisions.push(...items.filter(({ key }) => key === 'member/nph1').map(({ revision }) => revision))
    }
    await note()
    await cloud.hello('nph1', { tunnelingIp: '10.222.0.99' })
    await note()
    await cloud.report(port, 'down')
    await cloud.report(port, 'up')
    await note()
    expect(revisions).toHaveLength(3)
    expect(revisions.toSorted((a, b) => a - b)).toEqual(revisions)
    expect(new Set(revisions).size).toBe(3)
  })
})
