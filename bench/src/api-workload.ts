import { ApiClient } from './api-client.ts'
import { range } from './population.ts'
import { median } from './report.ts'
import { timed } from './scratch.ts'

/** Milliseconds of one call, one after another (median), and calls per second with eight in flight. */
export interface Pace {
  readonly p50: number
  readonly perSecond: number
}

export interface Amounts {
  readonly sequential: number
  readonly concurrent: number
}

const CLIENTS = 8
const PORTS = 1_000
const BULK = 100

interface Named {
  readonly id: string
  readonly mac_address: string
}

/** The same work for any server that speaks Neutron's API; what it makes it deletes again. */
export async function apiWorkload(url: string, amounts: Amounts): Promise<ReadonlyMap<string, Pace>> {
  const client = new ApiClient(url)
  const paces = new Map<string, Pace>()
  const networks: string[] = []
  const ports: Named[] = []
  const measure = async (name: string, work: (index: number) => Promise<unknown>, share = 1): Promise<void> => {
    paces.set(name, await pace(amounts, share, work))
  }
  const network = async (): Promise<string> => {
    const made = await client.call<{ network: Named }>('POST', '/networks', { network: { name: 'bench' } })
    networks.push(made.network.id)
    return made.network.id
  }
  const subnet = (id: string, cidr: string): Promise<unknown> =>
    client.call('POST', '/subnets', { subnet: { network_id: id, ip_version: 4, cidr } })
  try {
    const big = await network()
    await subnet(big, '172.20.0.0/16')
    const one = (index: number): object => ({
      network_id: big,
      name: `port${String(index)}`,
      device_owner: 'compute:x',
    })
    await measure('create a network', network)
    await measure('create a subnet', (index) => subnet(networks[index + 1] ?? big, '10.0.0.0/24'))
    await measure('create a port', async (index) => {
      ports.push((await client.call<{ port: Named }>('POST', '/ports', { port: one(index) })).port)
    })
    const bulk = async (): Promise<void> => {
      const made = await client.call<{ ports: Named[] }>('POST', '/ports', { ports: range(BULK).map(one) })
      ports.push(...made.ports)
    }
    await measure(`create ${String(BULK)} ports at once`, bulk, 0.1)
    while (ports.length < PORTS) await bulk()
    const port = (index: number): Named | undefined => ports[index % ports.length]
    await measure('show a port', (index) => client.call('GET', `/ports/${port(index)?.id ?? ''}`))
    await measure('list ports by MAC', (index) =>
      client.call('GET', `/ports?mac_address=${port(index)?.mac_address ?? ''}`),
    )
    const page = `/ports?network_id=${big}&limit=${String(PORTS)}`
    await client.call('GET', page)
    await measure(`list ${String(PORTS)} ports`, () => client.call('GET', page), 0.2)
  } finally {
    await inParallel(ports, ({ id }) => client.call('DELETE', `/ports/${id}`))
    await inParallel(networks, (id) => client.call('DELETE', `/networks/${id}`))
    client.close()
  }
  return paces
}

/** Medians and rates of `share` of the amounts. */
export async function pace(
  { sequential, concurrent }: Amounts,
  share: number,
  work: (index: number) => Promise<unknown>,
): Promise<Pace> {
  const one = Math.max(3, Math.round(sequential * share))
  const many = Math.max(8, Math.round(concurrent * share))
  const samples: number[] = []
  for (const index of range(one)) samples.push(await timed(() => work(index)))
  const whole = await timed(() =>
    inParallel(
      range(many).map((index) => one + index),
      work,
    ),
  )
  return { p50: median(samples), perSecond: (many / whole) * 1_000 }
}

/** As many at once as there are clients. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = [...items]
  await Promise.all(
    range(CLIENTS).map(async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
    }),
  )
}
