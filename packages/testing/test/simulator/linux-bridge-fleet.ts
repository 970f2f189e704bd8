import type { Port, PortCreate, ServiceModule, SwitchRenderer } from '@netloom/core'
import { l2population } from '@netloom/mech-l2pop'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { linuxBridgeRenderer } from '@netloom/mech-linuxbridge/agent'
import { vxlan } from '@netloom/type-vxlan'
import {
  problemsOf,
  startFleet,
  type HostPlace,
  type SimulatedFleet,
  type SimulatedFleetOptions,
} from '../../src/index.ts'

/** A fleet with Linux bridges, VXLAN and L2 population. */
export function linuxBridgeFleet(
  options: Partial<SimulatedFleetOptions> = {},
  services: readonly ServiceModule[] = [],
): Promise<SimulatedFleet> {
  const { arpResponder = 'proxy' } = options
  const bypass = arpResponder === 'auto'
  const renderer = ({ vtep }: HostPlace): SwitchRenderer =>
    linuxBridgeRenderer({ localIp: vtep, underlay: 'eth0', l2Population: true, bypass, arpResponder })
  return startFleet({
    hosts: 3,
    modules: [vxlan({ vniRanges: [[100, 10_000]] }), linuxbridge(), l2population(), ...services],
    ml2: { projectNetworkTypes: ['vxlan'] },
    renderer,
    kinds: (place) => renderer(place).kinds ?? [],
    ...options,
  })
}

/** A network with the subnet 10.0.0.0/24. */
export async function networkIn(fleet: SimulatedFleet): Promise<string> {
  const { id } = await fleet.netloom.networks.create(fleet.admin, {})
  await fleet.netloom.subnets.create(fleet.admin, { networkId: id, cidr: '10.0.0.0/24' })
  return id
}

/** A network with one plugged port on each host; at rest. */
export async function populatedNetwork(
  fleet: SimulatedFleet,
  request: Partial<PortCreate> = {},
): Promise<{ readonly networkId: string; readonly ports: readonly Port[] }> {
  const networkId = await networkIn(fleet)
  const ports: Port[] = []
  for (const { name } of fleet.hosts) ports.push(await fleet.boot({ ...request, networkId, host: name }))
  await fleet.drain()
  return { networkId, ports }
}

export const problemsIn = async (fleet: SimulatedFleet): Promise<readonly string[]> => problemsOf(await fleet.observe())

export const statusOf = async (fleet: SimulatedFleet, { id }: { readonly id: string }): Promise<string> =>
  (await fleet.netloom.ports.get(fleet.admin, id)).status

/** Kernel writes so far, of all hosts. */
export const writesIn = (fleet: SimulatedFleet): number =>
  fleet.hosts.reduce((sum, { kernel }) => sum + kernel.counters.writes, 0)
