import { fileURLToPath } from 'node:url'
import { labBoot, labUp, withController, type ShownTrace, type TraceRequest } from 'netloom/lab'
import { apiSender, idOf, type Shown } from './api-sender.ts'
import { traceUntil } from './trace-until.ts'

/** A lab of two hosts, an external network on the physical one, and a network with an instance on each host. */
export interface RouterCloud {
  readonly external: string
  readonly subnets: readonly [string, string]
  /** Ports of the instances `vm1` and `vm2`. */
  readonly ports: readonly [string, string]
  readonly send: (method: string, path: string, body?: object) => Promise<Shown>
  /** Creates what `path` lists; `kind` is the key of its body. Returns its id. */
  readonly make: (path: string, kind: string, body: object) => Promise<string>
  readonly trace: (request: TraceRequest, verdict: ShownTrace['verdict']) => Promise<ShownTrace>
}

const HOSTS = [
  { name: 'host1', mechanism: 'linuxbridge' },
  { name: 'host2', mechanism: 'openvswitch' },
]
const PUBLIC_POOL = { start: '203.0.113.10', end: '203.0.113.49' }

/** One role for routers, one for firewalls, beside the one that wires ports. */
const ROLES = ['l2', 'l3', 'firewall']

export async function routerCloud(lab: string): Promise<RouterCloud> {
  const file = fileURLToPath(new URL('../l3_services.ini', import.meta.url))
  const state = await labUp({ name: lab, hosts: HOSTS, roles: ROLES, configFiles: [file] })
  const send = await apiSender(lab)
  const make = async (path: string, kind: string, body: object): Promise<string> =>
    idOf(await send('POST', path, { [kind]: body }))
  const external = await make('networks', 'network', {
    ...{ name: 'public', 'router:external': true },
    ...{ 'provider:network_type': 'flat', 'provider:physical_network': 'physnet1' },
  })
  const [red, blue] = await withController(state, async (client) => {
    await client.subnets.create({
      ...{ network_id: external, ip_version: 4, cidr: '203.0.113.0/24', gateway_ip: '203.0.113.1' },
      ...{ enable_dhcp: false, allocation_pools: [PUBLIC_POOL] },
    })
    const subnetOf = async (name: string, cidr: string): Promise<string> => {
      const network = await client.networks.create({ name })
      return (await client.subnets.create({ network_id: network.id, ip_version: 4, cidr })).id
    }
    return [await subnetOf('red', '10.0.1.0/24'), await subnetOf('blue', '10.0.2.0/24')] as const
  })
  const vm1 = await labBoot({ lab, name: 'vm1', network: 'red', host: 'host1', ip: '10.0.1.11' })
  const vm2 = await labBoot({ lab, name: 'vm2', network: 'blue', host: 'host2', ip: '10.0.2.12' })
  return {
    ...{ external, subnets: [red, blue], ports: [vm1.portId, vm2.portId], send, make },
    trace: (request, verdict) => traceUntil(lab, request, verdict),
  }
}
