import { join } from 'node:path'
import { labDown, labUp, tapName, withController, type LabState } from 'netloom/lab'
import { BatchPipe, runInNamespace } from '@netloom/dataplane'
import { active, type Controller } from './lab-controller.ts'
import { CLIENT, leasesBaseline } from './leases-baseline.ts'
import { range } from './population.ts'
import { median, percentile, type Finding } from './report.ts'
import { labName, until } from './scratch.ts'
import { countReloads } from './reload-counter.ts'

const PRESENT = 20
const MEASURED = 60
const BURST = 1_000

/**
 * A port is asked for, its tap plugged, its client started when it is ACTIVE, as a hypervisor does: how long until the client
 * has its lease. Two hosts with either switch, in turns; the server is on the first. In turns with it, the same client and a
 * dnsmasq on a bridge that are told by hand.
 */
export async function benchDhcpLease(): Promise<readonly Finding[]> {
  return [...(await onSwitch('linuxbridge')), ...(await onSwitch('openvswitch'))]
}

async function onSwitch(mechanism: string): Promise<readonly Finding[]> {
  const lab = labName(process.pid)
  const state = await labUp({
    name: lab,
    hosts: [{ name: 'host1', dhcp: true }, { name: 'host2' }],
    mechanisms: [mechanism],
  })
  const hand = await leasesBaseline()
  try {
    return await withController(state, async (client) => {
      const network = await client.networks.create({ name: 'bench' })
      await client.subnets.create({ network_id: network.id, ip_version: 4, cidr: '10.0.0.0/16' })
      await until('a server', 20_000, async () => {
        const [server] = await client.ports.list({ device_owner: 'network:dhcp' })
        return server?.status === 'ACTIVE' ? server : undefined
      })
      const guests = new Guests(state, client, network.id)
      const raw: number[] = []
      for (const index of range(PRESENT)) await guests.lease(index)
      const samples: number[] = []
      for (const index of range(MEASURED)) {
        samples.push(await guests.lease(index))
        raw.push(await hand.lease())
      }
      await guests.close()
      const told = mechanism === 'linuxbridge' ? [await burst(state, client, network.id)] : []
      const p50 = { bench: `dhcp ${mechanism}`, measure: 'port asked for until leased, p50', value: median(samples) }
      return [
        { ...p50, unit: 'ms', budget: 300 },
        { ...p50, unit: 'ms', against: { what: 'the same client, dnsmasq by hand', value: median(raw) }, budget: 3 },
        {
          ...p50,
          unit: 'ms',
          measure: 'port asked for until leased, p99',
          value: percentile(samples, 0.99),
          budget: 600,
        },
        ...told,
      ]
    })
  } finally {
    await hand.close()
    await labDown(lab)
  }
}

class Guests {
  private readonly pipes: readonly BatchPipe[]

  constructor(
    private readonly state: LabState,
    private readonly client: Controller,
    private readonly networkId: string,
  ) {
    this.pipes = state.hosts.map((host) => new BatchPipe({ tool: 'ip', netns: host.netns }))
  }

  /** Milliseconds. */
  async lease(index: number): Promise<number> {
    const at = index % this.pipes.length
    const host = this.state.hosts[at]
    if (host === undefined) throw new Error('a lab without hosts')
    const { name, netns } = host
    const start = performance.now()
    const asked = { network_id: this.networkId, 'binding:host_id': name, device_owner: 'compute:nova' }
    const port = await this.client.ports.create(asked)
    const tap = tapName(port.id)
    const inner = `x${tap.slice(3)}`
    await this.pipes[at]?.run([
      `link add ${tap} type veth peer name ${inner} address ${port.mac_address}`,
      `link set ${tap} up`,
      `link set ${inner} up`,
    ])
    await active(this.client, port.id)
    await runInNamespace(netns, [...CLIENT, '-i', inner])
    return performance.now() - start
  }

  async close(): Promise<void> {
    await Promise.all(this.pipes.map((pipe) => pipe.close()))
  }
}

/** A thousand ports in one request: how often the server is told to read. */
async function burst(state: LabState, client: Controller, networkId: string): Promise<Finding> {
  const told = countReloads(join(state.directory, 'dhcp-host1', 'dhcp', networkId))
  const asked = { network_id: networkId, device_owner: 'compute:nova', 'binding:host_id': 'host2' }
  await client.ports.createMany(range(BURST).map(() => asked))
  await until('the server told', 20_000, () => Promise.resolve(told.times > 0 ? true : undefined))
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  told.close()
  const measure = `${String(BURST)} ports in one request: times that the server was told`
  return { bench: 'dhcp linuxbridge', measure, value: told.times, unit: '', budget: 1 }
}
