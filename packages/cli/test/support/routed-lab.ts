import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { labDown } from '../../src/lab/lab-down.ts'
import { labExec } from '../../src/lab/lab-exec.ts'
import { labUp } from '../../src/lab/lab-up.ts'
import { labApi } from './lab-api.ts'

export interface Shown {
  readonly id: string
  readonly status: string
  readonly host: string
  readonly floating_ip_address: string
  readonly security_groups: readonly string[]
  readonly external_gateway_info: { readonly external_fixed_ips: readonly { readonly ip_address: string }[] }
}

/** A server that says to everybody who asks over TCP or UDP who that is; of one over TCP it also repeats what it hears. */
const SERVER = `
const [port] = process.argv.slice(1).map(Number)
require('node:net').createServer((s) => { s.on('error', () => undefined); s.write(s.remoteAddress + '\\n'); s.pipe(s) })
  .listen(port, '0.0.0.0', () => {
    const u = require('node:dgram').createSocket('udp4')
    u.on('message', (_, from) => u.send(from.address + '\\n', from.port, from.address))
    u.bind(port, '0.0.0.0', () => console.log('on'))
  })`

/** A lab of two hosts, one with each switch, with L3 agents, and an external network. */
export class RoutedLab {
  private readonly children: ChildProcess[] = []

  private constructor(
    readonly name: string,
    readonly externalId: string,
  ) {}

  static async open(name: string): Promise<RoutedLab> {
    const hosts = [
      { name: 'host1', mechanism: 'linuxbridge' },
      { name: 'host2', mechanism: 'openvswitch' },
    ]
    await labUp({ name, hosts, roles: ['l2', 'l3'] })
    const { id } = await new RoutedLab(name, '').make('network', {
      ...{ name: 'ext', 'router:external': true },
      ...{ 'provider:network_type': 'flat', 'provider:physical_network': 'physnet1' },
    })
    const made = new RoutedLab(name, id)
    await made.make('subnet', {
      ...{ network_id: id, cidr: '203.0.113.0/24', ip_version: 4, gateway_ip: '203.0.113.1' },
      ...{ enable_dhcp: false, allocation_pools: [{ start: '203.0.113.10', end: '203.0.113.49' }] },
    })
    return made
  }

  api(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    return labApi(this.name, method, path, body)
  }

  async make(kind: string, body: object, under = ''): Promise<Shown> {
    const word = kind.replaceAll('-', '_')
    return (await this.api('POST', `${under}${under === '' ? kind : word}s`, { [word]: body }))[word] as Shown
  }

  async show(kind: string, id: string): Promise<Shown> {
    return (await this.api('GET', `${kind}s/${id}`))[kind] as Shown
  }

  /** A router of that name with an external gateway, on the agent of `host`. */
  async router(name: string, host: string): Promise<Shown> {
    const router = await this.make('router', { name, external_gateway_info: { network_id: this.externalId } })
    await this.moveRouter(router.id, host)
    return router
  }

  async moveRouter(routerId: string, host: string): Promise<void> {
    const { agents } = (await this.api('GET', `agents?host=${host}&agent_type=L3+agent`)) as {
      agents: readonly Shown[]
    }
    const now = (await this.api('GET', `routers/${routerId}/l3-agents`)) as { agents: readonly Shown[] }
    if (now.agents.some((one) => one.host === host)) return
    for (const one of now.agents) await this.api('DELETE', `agents/${one.id}/l3-routers/${routerId}`)
    await this.api('POST', `agents/${agents[0]?.id ?? ''}/l3-routers`, { router_id: routerId })
  }

  /** A network with a subnet, an interface of the router on it. */
  async network(routerId: string, name: string, cidr: string, more: object = {}): Promise<Shown> {
    const network = await this.make('network', { name })
    const version = cidr.includes(':') ? 6 : 4
    const subnet = await this.make('subnet', { network_id: network.id, cidr, ip_version: version, ...more })
    await this.api('PUT', `routers/${routerId}/add_router_interface`, { subnet_id: subnet.id })
    return network
  }

  /** The port with an address on a network. */
  async port(networkId: string, address: string): Promise<Shown> {
    const query = `ports?network_id=${networkId}&fixed_ips=ip_address%3D${address}`
    const { ports } = (await this.api('GET', query)) as { ports: readonly Shown[] }
    return ports[0] as Shown
  }

  /** The group lets all of IPv4 in. */
  async openGroup({ security_groups: [group] }: Shown): Promise<void> {
    for (const ethertype of ['IPv4', 'IPv6'])
      await this.make('security-group-rule', { security_group_id: group, direction: 'ingress', ethertype }).catch(
        (error: unknown) => {
          if (!String(error).includes('SecurityGroupRuleExists')) throw error
        },
      )
  }

  async exec(place: string, ...command: readonly string[]): Promise<string> {
    return (await labExec(place, command, this.name)).stdout.trim()
  }

  async pings(from: string, target: string): Promise<boolean> {
    return (await labExec(from, ['ping', '-c', '1', '-W', '1', target], this.name)).exitCode === 0
  }

  /** Who asks, as the server sees him. */
  asks(from: string, target: string, port: number, protocol: 'tcp' | 'udp' = 'tcp'): Promise<string> {
    const script = `exec 3<>/dev/${protocol}/${target}/${String(port)} && echo >&3 && timeout 2 head -n 1 <&3`
    return this.exec(from, 'timeout', '4', 'bash', '-c', script)
  }

  async serve(netns: string, port: number): Promise<void> {
    await once(this.start(netns, process.execPath, '-e', SERVER, String(port)).stdout!, 'data')
  }

  /** Until the lab is closed. */
  start(netns: string, ...command: readonly [string, ...string[]]): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', netns, ...command], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.children.push(child)
    return child
  }

  async close(): Promise<void> {
    for (const one of this.children) one.kill('SIGKILL')
    await labDown(this.name)
  }
}

/** Whether it comes true within ten seconds. */
export async function soon(holds: () => Promise<boolean>, patience = 10_000): Promise<boolean> {
  const until = performance.now() + patience
  while (!(await holds())) {
    if (performance.now() > until) return false
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return true
}
