import type { Port, StandbyPorts } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'

type Db = Transaction['db']

/** Devices that have stand-ins are the cloud's own (routers): no other port is asked about. */
const mayStandBy = ({ deviceOwner }: Pick<Port, 'deviceOwner'>): boolean => deviceOwner.startsWith('network:')

/** The port as these hosts would have it, if it were bound there; who cannot is left out. */
export type BoundElsewhere = (tx: Transaction, port: Port, hosts: readonly string[]) => Promise<readonly Port[]>

/** On which hosts ports are plugged beside the one where they are bound, as services say. */
export class StandbyHosts {
  readonly #services: StandbyPorts[] = []
  #boundElsewhere: BoundElsewhere = () => Promise.resolve([])

  /** Drivers are asked by who binds ports. */
  bindBy(boundElsewhere: BoundElsewhere): void {
    this.#boundElsewhere = boundElsewhere
  }

  boundElsewhere(tx: Transaction, port: Port, hosts: readonly string[]): Promise<readonly Port[]> {
    return this.#boundElsewhere(tx, port, hosts)
  }

  add(service: StandbyPorts): void {
    this.#services.push(service)
  }

  /** Without the host where the port is bound. */
  async of(ports: readonly Port[], db: Db): Promise<ReadonlyMap<string, readonly string[]>> {
    const asked = ports.filter(mayStandBy)
    const found = new Map<string, readonly string[]>()
    if (asked.length === 0) return found
    const bound = new Map(asked.map(({ id, binding }) => [id, binding.host]))
    for (const service of this.#services) {
      for (const [id, hosts] of await service.hostsOf(asked, db)) {
        const others = hosts.filter((host) => host !== bound.get(id))
        if (others.length > 0) found.set(id, [...new Set([...(found.get(id) ?? []), ...others])])
      }
    }
    return found
  }

  async onHost(host: string, of: Parameters<StandbyPorts['onHost']>[1], db: Db): Promise<ReadonlySet<string>> {
    const found = new Set<string>()
    for (const service of this.#services) for (const id of await service.onHost(host, of, db)) found.add(id)
    return found
  }
}
