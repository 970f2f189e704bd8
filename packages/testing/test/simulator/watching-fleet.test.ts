import { l2population } from '@netloom/mech-l2pop'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { vxlan } from '@netloom/type-vxlan'
import { afterEach, expect, it } from 'vitest'
import { fleet, type WatchingFleet } from '../../src/index.ts'

let cloud: WatchingFleet
afterEach(() => cloud.close())

it('counts what a port costs the controller: the same for 10 hosts and for 40, as long as two are in its network', async () => {
  const costOfOnePort = async (hosts: number): Promise<object> => {
    cloud = await fleet({
      hosts,
      portsPerHost: 1,
      networks: hosts / 2,
      modules: [vxlan({ vniRanges: [[1, 1_000]] }), linuxbridge(), l2population()],
    })
    for (let host = 0; host < hosts; host += 1) await cloud.populate(host)
    await cloud.delivered()
    const before = await cloud.costs()
    expect(before.rows).toMatchObject({ ports: hosts, agents: hosts, networks: hosts / 2 })
    const { netloom, admin, networkIds } = cloud
    const port = await netloom.ports.create(admin, { networkId: networkIds[0]!, host: 'host1' })
    await netloom.ports.reportWiring('host1', [{ portId: port.id, state: 'up' }])
    await cloud.delivered()
    const after = await cloud.costs()
    return {
      publications: after.publications - before.publications,
      deliveries: after.deliveries - before.deliveries,
      changes: after.rows['changes']! - before.rows['changes']!,
    }
  }
  // The port itself to its host; its entry to the two members of its network, host1 and the other one.
  const cost = { publications: 2, deliveries: 3, changes: 2 }
  expect(await costOfOnePort(10)).toEqual(cost)
  await cloud.close()
  expect(await costOfOnePort(40)).toEqual(cost)
})
