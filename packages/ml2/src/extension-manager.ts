import type {
  ExtendedResource,
  ExtensionDriver,
  Network,
  NetworkCreate,
  NetworkUpdate,
  Port,
  PortCreate,
  PortUpdate,
  Subnet,
  SubnetCreate,
  SubnetUpdate,
} from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import type { HookRunner } from './hook-runner.ts'

/** Lets extension drivers keep their attributes, in configured order, inside the transaction. A throw aborts the request. */
export class ExtensionManager {
  readonly #drivers: readonly ExtensionDriver[]

  readonly #hooks: HookRunner

  constructor(drivers: readonly ExtensionDriver[], hooks: HookRunner) {
    this.#drivers = drivers
    this.#hooks = hooks
  }

  /** Fields of a request that some extension driver reads. */
  attributes(resource: ExtendedResource): readonly string[] {
    return this.#drivers.flatMap((driver) => driver.attributes?.[resource] ?? [])
  }

  async createNetwork(request: NetworkCreate, network: Network, tx: Transaction): Promise<void> {
    await this.#each('processCreateNetwork', (driver) => driver.processCreateNetwork?.({ ...request }, network, tx))
  }
  async updateNetwork(request: NetworkUpdate, network: Network, tx: Transaction): Promise<void> {
    await this.#each('processUpdateNetwork', (driver) => driver.processUpdateNetwork?.({ ...request }, network, tx))
  }
  async createSubnet(request: SubnetCreate, subnet: Subnet, tx: Transaction): Promise<void> {
    await this.#each('processCreateSubnet', (driver) => driver.processCreateSubnet?.({ ...request }, subnet, tx))
  }
  async updateSubnet(request: SubnetUpdate, subnet: Subnet, tx: Transaction): Promise<void> {
    await this.#each('processUpdateSubnet', (driver) => driver.processUpdateSubnet?.({ ...request }, subnet, tx))
  }
  async createPort(request: PortCreate, port: Port, tx: Transaction): Promise<void> {
    await this.#each('processCreatePort', (driver) => driver.processCreatePort?.({ ...request }, port, tx))
  }
  async updatePort(request: PortUpdate, port: Port, tx: Transaction): Promise<void> {
    await this.#each('processUpdatePort', (driver) => driver.processUpdatePort?.({ ...request }, port, tx))
  }

  async #each(
    hook: keyof ExtensionDriver,
    call: (driver: ExtensionDriver) => Promise<void> | undefined,
  ): Promise<void> {
    for (const driver of this.#drivers) {
      if (driver[hook] === undefined) continue
      await this.#hooks.precommit({ kind: 'extension', driver: driver.name, hook }, async () => call(driver))
    }
  }
}
