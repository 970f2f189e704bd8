import type { NetworkCreate, PortCreate, SubnetCreate } from '@netloom/core'

export interface KnownPort {
  readonly id: string
  readonly networkId: string
  /** Where it was last asked to be; '' = nowhere. */
  host: string
}

interface KnownNetwork {
  readonly id: string
  readonly number: number
}

/** Owners of ports, some of which are not announced, or not waited for. */
const OWNERS = [
  'compute:nova',
  'compute:nova',
  'compute:nova',
  '',
  'network:dhcp',
  'network:router_interface_distributed',
]

/** What has been asked of the API so far, whether or not it was granted; and new requests, drawn from `random`. */
export class RandomCloud {
  readonly networks: KnownNetwork[] = []
  readonly ports: KnownPort[] = []
  private made = 0

  constructor(private readonly random: () => number) {}

  draw(below: number): number {
    return Math.floor(this.random() * below)
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  pick<T>(from: readonly T[]): T | undefined {
    return from[this.draw(from.length)]
  }

  /** A network with a subnet of each IP version. Ids and numbers are drawn here, as whatever core drew would differ from run to run. */
  network(): readonly [NetworkCreate, ...SubnetCreate[]] {
    this.made += 1
    const network = { id: this.uuid(), number: this.made }
    this.networks.push(network)
    const provider = { networkType: 'vxlan', segmentationId: 100 + this.made }
    const { id, number } = network
    return [
      { id, provider },
      { id: this.uuid(), networkId: id, cidr: `10.${String(number)}.0.0/24` },
      { id: this.uuid(), networkId: id, cidr: `fd00:${String(number)}::/64` },
    ]
  }

  port(hosts: readonly string[]): PortCreate | undefined {
    const network = this.pick(this.networks)
    if (network === undefined) return undefined
    const host = this.chance(0.9) ? (this.pick(hosts) ?? '') : ''
    const port: KnownPort = { id: this.uuid(), networkId: network.id, host }
    this.ports.push(port)
    return {
      id: port.id,
      networkId: network.id,
      macAddress: this.mac(),
      deviceOwner: this.pick(OWNERS) ?? '',
      adminStateUp: this.chance(0.95),
      fixedIps: this.addresses(network.id),
      ...(host !== '' && { host }),
    }
  }

  /** None, one or two addresses; few enough to be asked for twice. */
  addresses(networkId: string): readonly { readonly ipAddress: string }[] {
    const network = this.networks.find(({ id }) => id === networkId)
    if (network === undefined) return []
    const count = [0, 1, 1, 1, 1, 2][this.draw(6)] ?? 1
    const hosts = new Set(Array.from({ length: count }, () => 2 + this.draw(60)))
    const number = String(network.number)
    return [...hosts].map((host) => ({
      ipAddress: this.chance(0.2) ? `fd00:${number}::${host.toString(16)}` : `10.${number}.0.${String(host)}`,
    }))
  }

  forget(what: KnownPort | KnownNetwork): void {
    if ('number' in what) this.networks.splice(this.networks.indexOf(what), 1)
    else this.ports.splice(this.ports.indexOf(what), 1)
  }

  private mac(): string {
    return `fa:16:3e:${[0, 0, 0].map(() => this.hex(2)).join(':')}`
  }

  private uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-8${this.hex(3)}-${this.hex(12)}`
  }

  private hex(digits: number): string {
    return Array.from({ length: digits }, () => this.draw(16).toString(16)).join('')
  }
}
