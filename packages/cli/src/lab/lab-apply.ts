import type { Network, NetworkCreate } from '@netloom/core'
import type { ControlClient } from '../control/control-client.ts'
import { Failure } from '../failure.ts'
import { labBoot } from './lab-boot.ts'
import type { LabState } from './lab-state.ts'
import { requireHost, requireLab, withController } from './open-lab.ts'
import type { Topology } from './topology.ts'

export interface AppliedChange {
  readonly kind: 'network' | 'subnet' | 'port' | 'vm'
  readonly name: string
  /** Absent in a dry run. */
  readonly id?: string
}

export interface ApplyOptions {
  readonly lab?: string
  readonly dryRun?: boolean
  readonly progress?: (text: string) => void
}

/** Makes what a topology names and the lab lacks. Things are the same when their names are; nothing is changed or removed. */
export async function applyTopology(topology: Topology, options: ApplyOptions = {}): Promise<readonly AppliedChange[]> {
  const state = await requireLab(options.lab ?? 'lab')
  for (const host of topology.hosts) requireHost(state, host.name)
  return withController(state, async (client) => {
    const apply = new Application(state, client, options)
    for (const network of topology.networks) await apply.network(network)
    for (const port of topology.ports) await apply.port(port)
    for (const vm of topology.vms) await apply.vm(vm)
    return apply.changes
  })
}

class Application {
  readonly changes: AppliedChange[] = []

  constructor(
    private readonly state: LabState,
    private readonly client: ControlClient,
    private readonly options: ApplyOptions,
  ) {}

  async network(wanted: Topology['networks'][number]): Promise<void> {
    const [present] = await this.client.networks.list({ name: wanted.name })
    const network =
      present ?? (await this.make('network', wanted.name, () => this.client.networks.create(networkCreate(wanted))))
    for (const subnet of wanted.subnets) await this.subnet(network, wanted.name, subnet)
  }

  private async subnet(
    network: Network | undefined,
    owner: string,
    wanted: Topology['networks'][number]['subnets'][number],
  ): Promise<void> {
    const present = network === undefined ? [] : await this.client.subnets.list({ networkId: network.id })
    if (present.some(({ cidr }) => cidr === wanted.cidr)) return
    await this.make('subnet', `${owner} ${wanted.cidr}`, () =>
      this.client.subnets.create({
        networkId: network?.id ?? '',
        cidr: wanted.cidr,
        ...(wanted.name !== undefined && { name: wanted.name }),
        ...(wanted.gateway !== undefined && { gatewayIp: wanted.gateway }),
        ...(wanted.dhcp !== undefined && { enableDhcp: wanted.dhcp }),
      }),
    )
  }

  async port(wanted: Topology['ports'][number]): Promise<void> {
    if ((await this.client.ports.list({ name: wanted.name })).length > 0) return
    if (wanted.host !== undefined) requireHost(this.state, wanted.host)
    await this.make('port', wanted.name, async () => {
      const [network] = await this.client.networks.list({ name: wanted.network })
      if (network === undefined)
        throw new Failure(`port ${wanted.name}: there is no network "${wanted.network}"`, 'usage')
      return this.client.ports.create({
        networkId: network.id,
        name: wanted.name,
        deviceOwner: wanted.deviceOwner ?? 'compute:nova',
        ...(wanted.host !== undefined && { host: wanted.host }),
        ...(wanted.mac !== undefined && { macAddress: wanted.mac }),
        ...(wanted.ips !== undefined && { fixedIps: wanted.ips.map((ipAddress) => ({ ipAddress })) }),
      })
    })
  }

  async vm(wanted: Topology['vms'][number]): Promise<void> {
    if (this.state.vms.some(({ name }) => name === wanted.name)) return
    await this.make('vm', wanted.name, async () => {
      const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
      const vm = await labBoot({ ...given, name: wanted.name, lab: this.state.name })
      return { id: vm.portId }
    })
  }

  private async make<T extends { readonly id: string }>(
    kind: AppliedChange['kind'],
    name: string,
    create: () => Promise<T>,
  ): Promise<T | undefined> {
    if (this.options.dryRun === true) {
      this.changes.push({ kind, name })
      return undefined
    }
    this.options.progress?.(`${kind} ${name}`)
    const made = await create()
    this.changes.push({ kind, name, id: made.id })
    return made
  }
}

function networkCreate(wanted: Topology['networks'][number]): NetworkCreate {
  const { type, segmentationId, physicalNetwork } = wanted
  const provided = type !== undefined || segmentationId !== undefined || physicalNetwork !== undefined
  return {
    name: wanted.name,
    ...(wanted.mtu !== undefined && { mtu: wanted.mtu }),
    ...(provided && {
      provider: {
        networkType: type ?? 'vxlan',
        ...(segmentationId !== undefined && { segmentationId }),
        ...(physicalNetwork !== undefined && { physicalNetwork }),
      },
    }),
  }
}
