import { adminContext } from '@netloom/core'
import { describeKernel } from './describe-kernel.ts'
import { expectedKernel, expectedStatus, type HostFacts, type Truth } from './expected-kernel.ts'
import type { Fleet } from './fleet.ts'

/**
 * Where hosts and API are not what they must be at rest: `host1 lacks fdb …`, `host2 has …`, `port … is DOWN, not ACTIVE`.
 * Empty = right.
 */
export async function fleetDifferences(fleet: Fleet, responder: Truth['responder']): Promise<readonly string[]> {
  const context = adminContext('simulator')
  const { netloom, nodes } = fleet
  const hosts = await Promise.all(
    nodes.map(async ({ name, vtep, host, deviceName }): Promise<HostFacts> => {
      const links = await host.links()
      return { name, vtep, plugged: (portId) => links.has(deviceName(portId)) }
    }),
  )
  const truth: Truth = {
    networks: await netloom.networks.list(context),
    ports: await netloom.ports.list(context),
    hosts,
    responder,
  }
  const found = truth.ports.flatMap((port) => {
    const status = expectedStatus(port, hosts)
    return port.status === status ? [] : [`port ${port.id} on ${port.binding.host} is ${port.status}, not ${status}`]
  })
  for (const [index, node] of nodes.entries()) {
    const facts = hosts[index]
    if (facts === undefined) continue
    const expected = new Set(expectedKernel(facts, truth))
    const actual = new Set(describeKernel(await node.host.read()))
    found.push(...[...expected].filter((line) => !actual.has(line)).map((line) => `${node.name} lacks ${line}`))
    found.push(...[...actual].filter((line) => !expected.has(line)).map((line) => `${node.name} has ${line}`))
  }
  return found
}
