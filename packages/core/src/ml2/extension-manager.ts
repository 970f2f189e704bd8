import type { ExtensionDriver, ExtendedResource } from '../driver/extension-driver.ts'
import type { Network, NetworkCreate, NetworkUpdate } from '../model/network.ts'
import type { Port, PortCreate, PortUpdate } from '../model/port.ts'
import type { Subnet, SubnetCreate, SubnetUpdate } from '../model/subnet.ts'
import type { Transaction } from '../store/store.ts'

/** Lets extension drivers keep their attributes, in configured order, inside the transaction. A throw aborts the request. */
export class ExtensionManager {
  readonly #drivers: readonly ExtensionDriver[]

  constructor(drivers: readonly ExtensionDriver[]) {
    this.#drivers = drivers
  }

  /** Fields of a request that some extension driver reads. */
  attributes(resource: ExtendedResource): readonly string[] {
    return this.#drivers.flatMap((driver) => driver.attributes?.[resource] ?? [])
  }

  async createNetwork(request: NetworkCreate, network: Network, tx: Transaction): Promise<void> {
    for (const driver of this.#drivers) await driver.processCreateNetwork?.({ ...request }, network, tx)
  }
  async updateNetwork(request: NetworkUpdate, network: Network, tx: Transaction): Promise<void> {
    for (const driver of this.#drivers) await driver.processUpdateNetwork?.({ ...request }, network, tx)
  }
  async createSubnet(request: SubnetCreate, subnet: Subnet, tx: Transaction): Promise<void> {
    for (const driver of this.#drivers) await driver.processCreateSubnet?.({ ...request }, subnet, tx)
  }
  async updateSubnet(request: SubnetUpdate, subnet: Subnet, tx: Transaction): Promise<void> {
    for (const driver of this.#drivers) await driver.processUpdateSubnet?.({ ...request }, subnet, tx)
  }
  async createPort(request: PortCreate, port: Port, tx: Transaction): Promise<void> {
    for (const driver of this.#drivers) await driver.processCreatePort?.({ ...request }, port, tx)
  }
  async updatePort(request: PortUpdate, port: Port, tx: Transaction): Promise<void> {
    for (const driver of this.#drivers) await driver.processUpdatePort?.({ ...request }, port, tx)
  }
}
