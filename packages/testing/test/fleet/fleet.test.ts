import { adminContext } from '@netloom/core'
import { afterEach, describe, expect, it } from 'vitest'
import { fleetDifferences, type Fleet } from '../../src/index.ts'
import { linuxBridgeFleet, type LinuxBridgeFleetOptions } from './linux-bridge-fleet.ts'
import { RandomLife } from './random-life.ts'

const CONTEXT = adminContext('test')
const HEARTBEAT = 30_000
/** Heartbeats after which even a link that loses a third of its frames must have healed. */
const MOST_HEARTBEATS = 60

let fleet: Fleet | undefined
afterEach(async () => {
  await fleet?.close()
  fleet = undefined
})

async function opened(options: LinuxBridgeFleetOptions): Promise<Fleet> {
  fleet = await linuxBridgeFleet(options)
  return fleet
}

async function portOn(made: Fleet, networkId: string, name: string): Promise<string> {
  const { id } = await made.netloom.ports.create(CONTEXT, { networkId, host: name })
  const node = made.node(name)!
  node.host.plug(node.deviceName(id))
  await made.pass(100)
  return id
}

async function twoPorts(
  responder: 'proxy' | 'suppress' = 'proxy',
): Promise<{ made: Fleet; network: string; ports: string[] }> {
  const made = await opened({ seed: 1, hosts: 3, responder })
  const { id: network } = await made.netloom.networks.create(CONTEXT, { name: 'blue' })
  await made.netloom.subnets.create(CONTEXT, { networkId: network, cidr: '10.0.0.0/24' })
  return { made, network, ports: [await portOn(made, network, 'host1'), await portOn(made, network, 'host2')] }
}

describe('a fleet', () => {
  it.each(['proxy', 'suppress'] as const)('reaches the tables that Neutron would have (%s)', async (responder) => {
    const { made, ports } = await twoPorts(responder)
    expect(await fleetDifferences(made, responder)).toEqual([])
    const statuses = await made.netloom.ports.list(CONTEXT, { id: ports })
    expect(statuses.map(({ status }) => status)).toEqual(['ACTIVE', 'ACTIVE'])
    expect((await made.nodes[0]!.host.read()).map(({ kind }) => kind).sort()).toContain('fdb')
  })

  it('knows when it is wrong: the check sees one missing, one extra, one moved entry', async () => {
    const { made } = await twoPorts()
    for (const node of made.nodes) node.kill()
    const { host } = made.nodes[0]!
    const fdb = (await host.read()).find(({ kind }) => kind === 'fdb')!
    host.steal(host.kinds.get('fdb')!.key(fdb))
    host.plant({ ...fdb, mac: 'fa:16:3e:ff:ff:ff' } as never)
    const found = await fleetDifferences(made, 'proxy')
    expect(found.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(['host1 lacks fdb', 'host1 has fdb'])
  })

  it('follows a migration and a deletion', async () => {
    const { made, network, ports } = await twoPorts()
    const [from, to] = [made.node('host2')!, made.node('host3')!]
    to.host.plug(to.deviceName(ports[1]!))
    await made.netloom.ports.update(CONTEXT, ports[1]!, { host: 'host3' })
    from.host.unplug(from.deviceName(ports[1]!))
    await made.pass(500)
    expect(await fleetDifferences(made, 'proxy')).toEqual([])
    expect(await from.host.read()).toEqual([])
    for (const id of ports) await made.netloom.ports.delete(CONTEXT, id)
    await made.netloom.networks.delete(CONTEXT, network)
    await made.pass(500)
    for (const node of made.nodes) expect(await node.host.read()).toEqual([])
  })

  it('goes on while the controller is away, and writes nothing when it comes back', async () => {
    const { made } = await twoPorts()
    await made.killController()
    await made.pass(300_000)
    const writes = made.nodes.map(({ host }) => host.counters.writes)
    await made.startController()
    await made.pass(60_000)
    expect(await fleetDifferences(made, 'proxy')).toEqual([])
    expect(made.nodes.map(({ host }) => host.counters.writes)).toEqual(writes)
  })

  it('starts agents again without one write to a kernel that is right', async () => {
    const { made } = await twoPorts()
    const writes = made.nodes.map(({ host }) => host.counters.writes)
    for (const node of made.nodes) {
      node.kill()
      await node.start()
    }
    await made.pass(60_000)
    expect(await fleetDifferences(made, 'proxy')).toEqual([])
    expect(made.nodes.map(({ host }) => host.counters.writes)).toEqual(writes)
  })

  it('repairs what somebody deletes within a second', async () => {
    const { made } = await twoPorts()
    const { host } = made.nodes[0]!
    for (const state of await host.read()) {
      host.steal(host.kinds.get(state.kind)!.key(state))
      await made.pass(1_000)
      expect(await fleetDifferences(made, 'proxy')).toEqual([])
    }
  })
})

describe('whatever happens, a fleet converges', () => {
  /** NETLOOM_SEED=n runs that one; NETLOOM_RUNS=n runs so many. */
  const seed = process.env['NETLOOM_SEED']
  const runs = Number(process.env['NETLOOM_RUNS'] ?? 200)
  const seeds = seed === undefined ? Array.from({ length: runs }, (_, index) => index + 1) : [Number(seed)]
  const groups = Array.from({ length: Math.ceil(seeds.length / 20) }, (_, index) =>
    seeds.slice(20 * index, 20 * index + 20),
  )

  it.each(groups.map((group) => ({ first: group[0], last: group.at(-1), group })))(
    'seeds $first to $last: kills, partitions, thefts, 30 % of frames lost, some doubled and late',
    async ({ group }) => {
      for (const one of group) await live(one)
    },
    120_000,
  )

  async function live(one: number): Promise<void> {
    const lossy = one % 2 === 0
    const responder = one % 4 < 2 ? 'proxy' : 'suppress'
    const made = await opened({
      seed: one,
      hosts: 3 + (one % 3),
      responder,
      ...(lossy && { faults: { lose: 0.3, double: 0.2, reorder: 0.2 } }),
    })
    const life = new RandomLife(made)
    for (let count = 0; count < 25; count += 1) await life.event()
    await made.pass(1_000)
    await life.heal()
    await made.pass(HEARTBEAT)
    await life.rebind()
    let found: readonly string[] = ['not looked yet']
    for (let beats = 0; beats < (lossy ? MOST_HEARTBEATS : 4) && found.length > 0; beats += 1) {
      await made.pass(HEARTBEAT)
      found = await fleetDifferences(made, responder)
    }
    expect(found, `seed ${String(one)}\n${life.log.join('\n')}`).toEqual([])
    await made.close()
    fleet = undefined
  }
})
