import { ApiClient } from './api-client.ts'
import { type Amounts, inParallel, pace, type Pace } from './api-workload.ts'

interface Made {
  readonly id: string
  readonly project_id: string
}

/** Routers, interfaces and floating IPs, for any server that speaks Neutron's API; what it makes it deletes again. */
export async function routerWorkload(url: string, amounts: Amounts): Promise<ReadonlyMap<string, Pace>> {
  const client = new ApiClient(url)
  const paces = new Map<string, Pace>()
  const count = amounts.sequential + amounts.concurrent
  const measure = async (name: string, work: (index: number) => Promise<unknown>): Promise<void> => {
    paces.set(name, await pace(amounts, 1, work))
  }
  const make = async (kind: string, body: object): Promise<Made> =>
    (await client.call<Record<string, Made>>('POST', `/${kind}s`, { [kind]: body }))[kind] as Made
  const outside = await make('network', { name: 'bench-outside', 'router:external': true })
  const quota = { router: -1, floatingip: -1, network: -1, subnet: -1, port: -1 }
  await client.call('PUT', `/quotas/${outside.project_id}`, { quota })
  await make('subnet', { network_id: outside.id, ip_version: 4, cidr: '172.24.0.0/16', enable_dhcp: false })
  const inside: Made[] = []
  const subnets: Made[] = []
  const routers: Made[] = []
  const floatingIps: Made[] = []
  try {
    for (let index = 0; index < count; index++) {
      const network = await make('network', { name: 'bench-inside' })
      inside.push(network)
      subnets.push(await make('subnet', { network_id: network.id, ip_version: 4, cidr: '10.0.0.0/24' }))
    }
    await measure('create a router', async () => {
      routers.push(await make('router', { name: 'bench' }))
    })
    await measure('add a router interface', (index) =>
      client.call('PUT', `/routers/${routers[index]?.id ?? ''}/add_router_interface`, {
        subnet_id: subnets[index]?.id,
      }),
    )
    await measure('create a floating IP', async () => {
      floatingIps.push(await make('floatingip', { floating_network_id: outside.id }))
    })
  } finally {
    await inParallel(floatingIps, ({ id }) => client.call('DELETE', `/floatingips/${id}`))
    const pairs = routers.map(({ id }, index) => ({ id, subnet_id: subnets[index]?.id }))
    await inParallel(pairs, async ({ id, subnet_id }) => {
      await client.call('PUT', `/routers/${id}/remove_router_interface`, { subnet_id })
      await client.call('DELETE', `/routers/${id}`)
    })
    await inParallel([...inside, outside], ({ id }) => client.call('DELETE', `/networks/${id}`))
    client.close()
  }
  return paces
}
