import { describe, expect, it } from 'vitest'
import { type BindingContext, ConflictError, type MechanismDriver, type Network } from '@netloom/core'
import { binds, bindsTo, create, network } from './support/binding-drivers.ts'
import { TEST_AGENT, switchDriver, typeModule } from './support/fake-drivers.ts'
import { testCloud } from './support/test-netloom.ts'

describe('binding', () => {
  it('asks drivers in order; undefined, a throw, a segment not offered, a foreign vnic type all mean the next one', async () => {
    const asked: string[] = []
    const note = (driver: MechanismDriver): MechanismDriver => ({
      ...driver,
      bindPort: (context: BindingContext) => {
        asked.push(driver.name)
        return driver.bindPort?.(context)
      },
    })
    const drivers = [
      { name: 'observer' },
      note({ ...binds('direct-only'), supportedVnicTypes: ['direct'] }),
      note(bindsTo('unable', () => undefined)),
      note(
        bindsTo('broken', () => {
          throw new Error('broken')
        }),
      ),
      note(bindsTo('liar', () => ({ type: 'bound', segmentId: 'nowhere', vifType: 'x', vifDetails: {} }))),
      note(binds('able')),
      note(binds('late')),
    ]
    const cloud = await testCloud({ drivers })
    const port = await create(cloud, await network(cloud))
    expect(asked).toEqual(['unable', 'broken', 'liar', 'able'])
    expect(port.binding).toMatchObject({ vifType: 'able', levels: [{ level: 0, driver: 'able' }] })
    await cloud.netloom.close()
  })

  it('a port without addresses binds only through an l2 driver', async () => {
    const { connectivity: _l2, ...legacy } = binds('legacy')
    const cloud = await testCloud({ drivers: [legacy, binds('layer2')] })
    const net = await network(cloud)
    expect((await create(cloud, net)).binding.vifType).toBe('legacy')
    expect((await create(cloud, net, { fixedIps: [] })).binding.vifType).toBe('layer2')
    await cloud.netloom.close()
  })

  it('fails where nobody can, publishes nothing, and is made up for when the agent appears', async () => {
    const cloud = await testCloud()
    const net = await network(cloud)
    const port = await create(cloud, net)
    expect(port.binding).toMatchObject({ vifType: 'binding_failed', levels: [] })
    expect(port.status).toBe('DOWN')
    expect(await cloud.items('host/h1')).toEqual([])
    await cloud.netloom.ports.reportWiring('h1', [{ portId: port.id, state: 'up' }])
    expect((await cloud.netloom.ports.get(cloud.admin, port.id)).status).toBe('DOWN')
    await cloud.hello('h1')
    expect((await cloud.netloom.ports.get(cloud.admin, port.id)).binding.vifType).toBe('tap')
    expect(await cloud.items('host/h1')).toHaveLength(1)
    await cloud.netloom.close()
  })

  it('that fails says in the log why each driver did not do it', async () => {
    const refuses = bindsTo('choosy', ({ refuse }) => {
      refuse?.('physnet1 has no interface')
      return undefined
    })
    const cloud = await testCloud({ drivers: [refuses, switchDriver()] })
    const warnings: object[] = []
    cloud.logger.warn = (fields) => warnings.push(fields)
    await create(cloud, await network(cloud))
    expect(warnings).toMatchObject([
      { reasons: ['choosy: physnet1 has no interface', expect.stringMatching(/^.+: no .+ on host 'h1'$/)] },
    ])
    await cloud.netloom.close()
  })

  it('is refused by a dead agent, and done when it lives again', async () => {
    const cloud = await testCloud()
    const agent = await cloud.hello('h1')
    const net = await network(cloud)
    cloud.clock.pass(75)
    const port = await create(cloud, net)
    expect(port.binding.vifType).toBe('binding_failed')
    expect(cloud.logger.lines).toContain('warn no mechanism driver could bind the port')
    await cloud.netloom.agents.heartbeat(agent.id)
    expect((await cloud.netloom.ports.get(cloud.admin, port.id)).binding.vifType).toBe('tap')
    await cloud.netloom.close()
  })

  it('needs an agent that carries the network type and the physical network', async () => {
    const cloud = await testCloud({ types: [typeModule('vxlan'), typeModule('vlan')] })
    await cloud.hello('h1', { tunnelTypes: ['gre'], interfaceMappings: { physnet1: 'eth1' } })
    const provider = (physicalNetwork: string): Promise<Network> =>
      network(cloud, { provider: { networkType: 'vlan', physicalNetwork } })
    expect((await create(cloud, await network(cloud))).binding.vifType).toBe('binding_failed')
    expect((await create(cloud, await provider('physnet1'))).binding.vifType).toBe('tap')
    expect((await create(cloud, await provider('physnet2'))).binding.vifType).toBe('binding_failed')
    const both = [{ networkType: 'vxlan' }, { networkType: 'vlan', physicalNetwork: 'physnet1' }]
    const mixed = await network(cloud, { segments: both })
    expect((await create(cloud, mixed)).binding.levels[0]?.segmentId).toBe(mixed.segments[1]?.id)
    await cloud.netloom.close()
  })

  it('moves with the host: gone from the old one and DOWN in the same commit, bound on the new one', async () => {
    const cloud = await testCloud()
    await cloud.hello('h1')
    await cloud.hello('h2')
    const net = await network(cloud)
    const port = await create(cloud, net, { deviceOwner: 'compute:nova' })
    await cloud.netloom.ports.reportWiring('h1', [{ portId: port.id, state: 'up' }])
    const moved = await cloud.netloom.ports.update(cloud.admin, port.id, { host: 'h2' })
    expect(moved).toMatchObject({ status: 'DOWN', binding: { host: 'h2', vifType: 'tap' } })
    expect(await cloud.items('host/h1')).toEqual([])
    expect(await cloud.items('host/h2')).toMatchObject([{ key: `port/${port.id}`, revision: moved.revisionNumber }])
    await cloud.netloom.ports.reportWiring('h1', [{ portId: port.id, state: 'up' }])
    expect((await cloud.netloom.ports.get(cloud.admin, port.id)).status).toBe('DOWN')
    const unplugged = await cloud.netloom.ports.update(cloud.admin, port.id, { host: '' })
    expect(unplugged.binding).toMatchObject({ host: '', vifType: 'unbound', levels: [] })
    expect(await cloud.items('host/h2')).toEqual([])
    await cloud.netloom.close()
  })

  it('shows the drivers the host and segments before and after', async () => {
    const seen: unknown[] = []
    const driver = switchDriver({
      updatePortPrecommit: (context) => {
        seen.push([
          context.originalHost,
          context.host,
          context.originalBottomBoundSegment?.networkType,
          context.bottomBoundSegment?.networkType,
          context.originalHostAgents(TEST_AGENT).map(({ host }) => host),
          context.hostAgents(TEST_AGENT).map(({ host }) => host),
        ])
        return Promise.resolve()
      },
    })
    const cloud = await testCloud({ drivers: [driver] })
    await cloud.hello('h1')
    await cloud.hello('h2')
    const port = await create(cloud, await network(cloud))
    await cloud.netloom.ports.update(cloud.admin, port.id, { host: 'h2' })
    expect(seen).toEqual([
      ['h1', 'h1', undefined, 'vxlan', ['h1'], ['h1']],
      ['h1', 'h2', 'vxlan', undefined, ['h1'], ['h2']],
      ['h2', 'h2', undefined, 'vxlan', ['h2'], ['h2']],
    ])
    await cloud.netloom.close()
  })

  it('is dropped and decided anew when the port changes meanwhile, at most ten times', async () => {
    let asked = 0
    let meddle: (() => Promise<unknown>) | undefined
    const slow = bindsTo('slow', ({ segmentsToBind: [segment] }) => {
      asked++
      // a decision has no side effects; the change comes from another request in the same moment
      void meddle?.()
      return segment === undefined
        ? undefined
        : { type: 'bound', segmentId: segment.id, vifType: 'slow', vifDetails: {} }
    })
    const cloud = await testCloud({ drivers: [slow] })
    const net = await network(cloud)
    const port = await create(cloud, net, { host: '' })
    let profile = 0
    meddle = () =>
      asked > 3
        ? Promise.resolve()
        : cloud.store.transaction((tx) =>
            tx.db
              .updateTable('port_bindings')
              .set({ profile: `{"n":${String(profile++)}}` })
              .where('port_id', '=', port.id)
              .execute(),
          )
    const bound = await cloud.netloom.ports.update(cloud.admin, port.id, { host: 'h1' })
    expect(asked).toBe(4)
    expect(bound.binding).toMatchObject({ vifType: 'slow', profile: { n: 2 } })
    asked = -100
    const other = await create(cloud, net, { host: '' })
    meddle = () =>
      cloud.store.transaction((tx) =>
        tx.db
          .updateTable('port_bindings')
          .set({ profile: `{"n":${String(profile++)}}` })
          .where('port_id', '=', other.id)
          .execute(),
      )
    await cloud.netloom.ports.update(cloud.admin, other.id, { host: 'h1' })
    expect(asked).toBe(-90)
    expect((await cloud.netloom.ports.get(cloud.admin, other.id)).binding.vifType).toBe('unbound')
    await cloud.netloom.close()
  })

  it('a driver that vetoes its own binding leaves it failed, not half-written', async () => {
    class Veto extends ConflictError {
      readonly code = 'Veto'
    }
    const driver = switchDriver({
      updatePortPrecommit: ({ current }) =>
        current.binding.vifType === 'tap' ? Promise.reject(new Veto('no')) : Promise.resolve(),
    })
    const cloud = await testCloud({ drivers: [driver] })
    await cloud.hello('h1')
    const port = await create(cloud, await network(cloud))
    expect(port.binding).toMatchObject({ vifType: 'binding_failed', levels: [] })
    expect(await cloud.items('host/h1')).toEqual([])
    await cloud.netloom.close()
  })

  it('a driver without agent may make the port ACTIVE at once', async () => {
    const agentless = bindsTo('agentless', ({ segmentsToBind: [segment] }) =>
      segment === undefined
        ? undefined
        : { type: 'bound', segmentId: segment.id, vifType: 'other', vifDetails: {}, status: 'ACTIVE' },
    )
    const cloud = await testCloud({ drivers: [agentless] })
    const net = await network(cloud)
    expect((await create(cloud, net)).status).toBe('ACTIVE')
    const down = await create(cloud, net, { adminStateUp: false })
    expect(down.status).toBe('DOWN')
    expect((await cloud.netloom.ports.update(cloud.admin, down.id, { adminStateUp: true })).status).toBe('ACTIVE')
    await cloud.netloom.close()
  })
})
