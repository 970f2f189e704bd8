import { randomBytes } from 'node:crypto'
import { DesiredTable } from '@netloom/agent-runtime'
import type { Host, Rendered, Step, SwitchRenderer } from '@netloom/core'
import type { NetworkItem, PopulationItem, PortItem } from '@netloom/core/wire'
import { addNamespaces, deleteNamespaces, runInNamespace } from '@netloom/dataplane'
import { openvswitchRenderer, type OpenvswitchRendererOptions } from '../src/agent/index.ts'
import { SwitchHost, until } from './switch-host.ts'
import { network, port, type Shape } from './view.ts'

export const TYPES = ['vxlan', 'gre', 'geneve'] as const

/** A VM of host `n`, on the network of the fleet. */
export const vmOf = (n: number): { portId: string; mac: string; ip: string; ip6: string } => ({
  portId: `${String(n)}f2d7b47-c411-4858-b339-121cf26ec725`,
  mac: `fa:16:3e:00:00:0${String(n)}`,
  ip: `10.100.0.${String(n)}`,
  ip6: `fd00:100::${String(n)}`,
})

type Run = (...command: readonly string[]) => string

/** Hosts with a switch each, on one wire, and a VM of one network on all of them but the last. */
export class SwitchFleet {
  /** By number, from 1. */
  readonly vms = new Map<number, Run>()
  readonly switches = new Map<number, SwitchHost>()
  private readonly hosts = new Map<number, Host>()

  private constructor(
    readonly wire: string,
    private readonly size: number,
    private readonly vtep: (n: number) => string,
  ) {}

  static async create(size: number, vtep: (n: number) => string): Promise<SwitchFleet> {
    const wire = `nlt-ovs${String(process.pid)}-${randomBytes(2).toString('hex')}-wire`
    const fleet = new SwitchFleet(wire, size, vtep)
    await addNamespaces([wire])
    await fleet.ip(wire, 'link add name br0 type bridge forward_delay 0 mcast_snooping 0', 'link set br0 up')
    for (let n = 1; n <= size; n += 1) await fleet.addHost(n)
    return fleet
  }

  private async addHost(n: number): Promise<void> {
    const made = await SwitchHost.create()
    this.switches.set(n, made)
    await this.ip(this.wire, `link add name p${String(n)} type veth peer name eth0 netns ${made.netns}`)
    await this.ip(this.wire, `link set p${String(n)} master br0 up`)
    made.ip('link set eth0 up')
    // Tunnels in user space leave by a bridge of the switch, so the address of the tunnels is on it.
    made.vsctl('add-br br-phy -- set Bridge br-phy datapath_type=netdev -- add-port br-phy eth0')
    const address = this.vtep(n).includes(':') ? `${this.vtep(n)}/64 dev br-phy nodad` : `${this.vtep(n)}/24 dev br-phy`
    made.ip(`addr add ${address}`)
    made.ip('link set br-phy up')
    this.hosts.set(n, made.open().host)
  }

  /** Builds what the agents would, host by host, and waits until VM 1 reaches VM 2. */
  async build(shape: Shape, options: OpenvswitchRendererOptions, change: Partial<NetworkItem> = {}): Promise<void> {
    for (let n = 1; n < this.size; n += 1) {
      const { portId, mac, ip } = vmOf(n)
      const guest = await this.switches.get(n)!.guest(tapOf(portId), mac, `${ip}/24`)
      guest('ip', '-6', 'addr', 'add', `${vmOf(n).ip6}/64`, 'dev', 'eth0', 'nodad')
      guest('ip', 'link', 'set', 'eth0', 'mtu', '1400')
      this.vms.set(n, guest)
    }
    for (let n = 1; n <= this.size; n += 1) await this.demand(n, shape, options, false, change)
    // A switch asks for another VTEP's MAC when it first needs it, and drops what made it ask.
    for (let from = 1; from < this.size; from += 1)
      for (let to = 1; to < this.size; to += 1)
        if (from !== to)
          await until(`ping from ${String(from)} to ${String(to)}`, () => this.reaches(from, to) || undefined)
  }

  /** Host `n` starts again with other options: what is there is read, and made what it should be. */
  async change(n: number, shape: Shape, options: OpenvswitchRendererOptions): Promise<readonly string[]> {
    return (await this.demand(n, shape, options, true)).map(({ op, key }) => `${op} ${key}`)
  }

  /** Namespace of the VM of host `n`. */
  guest(n: number): string {
    return `${this.switches.get(n)!.netns}-${tapOf(vmOf(n).portId)}`
  }

  /** Whether one echo request is answered within a second. */
  reaches(from: number, to: number): boolean {
    try {
      this.vms.get(from)!('ping', '-c', '1', '-W', '1', vmOf(to).ip)
      return true
    } catch {
      return false
    }
  }

  /** Lines of `ovs-ofctl dump-flows` of one table of host `n`, without what counts and ages. */
  flows(n: number, bridge: string, table: number): readonly string[] {
    const text = this.switches.get(n)!.ofctl(`dump-flows ${bridge} --no-stats table=${String(table)}`)
    return text.split('\n').filter((line) => line.includes('actions='))
  }

  async close(): Promise<void> {
    for (const one of this.switches.values()) await one.close()
    await deleteNamespaces([this.wire])
  }

  private async demand(
    n: number,
    shape: Shape,
    options: OpenvswitchRendererOptions,
    looks = false,
    change: Partial<NetworkItem> = {},
  ): Promise<readonly Step[]> {
    const host = this.hosts.get(n)!
    const table = new DesiredTable(host.kinds)
    if (looks) table.observe(await host.read())
    for (const [unit, rendered] of this.view(n, shape, this.renderer(n, options), change))
      table.set(
        unit,
        rendered.map(({ state, rule }) => ({ state, cause: { object: unit, revision: 1, rule } })),
      )
    const plan = table.plan('all', { present: () => true, confirmed: true })
    const failed = table.settle(plan, await host.apply(plan.steps))
    if (failed.length > 0) throw new Error(failed.map(({ step, error }) => `${step.key}: ${error}`).join('\n'))
    return plan.steps
  }

  /** What the agent of host `n` knows; the last host has no VM, and knows of no network. */
  private *view(
    n: number,
    shape: Shape,
    renderer: SwitchRenderer,
    change: Partial<NetworkItem>,
  ): Iterable<readonly [string, readonly Rendered[]]> {
    const { networkType } = shape
    const item = network(shape, { mtu: 1400, ...change })
    yield ['base', renderer.base?.() ?? []]
    if (renderer.meshTypes?.includes(networkType) === true)
      for (let at = 1; at <= this.size; at += 1)
        yield [
          `endpoint ${String(at)}`,
          renderer.endpoint?.({ host: String(at), vtep: this.vtep(at), networkType }) ?? [],
        ]
    if (n === this.size) return
    yield ['network', renderer.network(item)]
    for (let at = 1; at < this.size; at += 1) {
      const { portId, mac, ip, ip6 } = vmOf(at)
      if (at === n)
        yield [
          'port here',
          renderer.attachment(port({ id: portId, macAddress: mac, fixedIps: fixed([ip, ip6]) }), item),
        ]
      if (!TYPES.some((type) => type === networkType)) continue
      const member = { host: String(at), vtep: this.vtep(at), networkType, segmentationId: 101 }
      const entry: PopulationItem = { ...member, portId, macAddress: mac, ipAddresses: [ip, ip6] }
      yield [`member ${String(at)}`, renderer.member(member, item)]
      yield [`port ${String(at)}`, renderer.population(entry, item)]
    }
  }

  private renderer(n: number, options: OpenvswitchRendererOptions): SwitchRenderer {
    return openvswitchRenderer({ localIp: this.vtep(n), tunnelTypes: TYPES, datapathType: 'netdev', ...options })
  }

  private async ip(netns: string, ...lines: readonly string[]): Promise<void> {
    for (const line of lines) await runInNamespace(netns, ['ip', ...line.split(' ')])
  }
}

const fixed = (ips: readonly string[]): PortItem['fixedIps'] =>
  ips.map((ipAddress) => ({ subnetId: 'subnet', ipAddress }))

const tapOf = (portId: string): string => `tap${portId.slice(0, 11)}`
