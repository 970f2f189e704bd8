import {
  type ExtendedResource,
  type ExtensionDriver,
  type Logger,
  type Network,
  type NetworkCreate,
  type NetworkUpdate,
  type Port,
  type PortCreate,
  type PortCreation,
  type PortUpdate,
  type RequestContext,
  type ServiceExtensionHooks,
  type Subnet,
  type SubnetCreate,
  type SubnetUpdate,
} from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { z } from 'zod'
import type { HookRunner } from '../hooks/hook-runner.ts'
import { judgeResult } from '../judgement/judge-result.ts'
import { extensionCatalogue, type KnownAttribute } from './extension-catalogue.ts'
import { judgeRequest, type Operation } from './judge-request.ts'
import { readResult } from './read-result.ts'

export type Db = Transaction['db']
type Values = readonly (string | number | boolean | null)[]

const READ = { network: 'readNetworks', subnet: 'readSubnets', port: 'readPorts' } as const
const ids = z.array(z.string('must be the id of an object'), 'must be a list of ids')

/** Lets extension drivers keep and show their attributes, in configured order. A throw aborts the request. */
export class ExtensionManager {
  readonly drivers: readonly ExtensionDriver[]
  readonly #known: ReturnType<typeof extensionCatalogue>
  readonly #hooks: HookRunner
  readonly #logger: Logger

  /** @throws {ConfigurationError} for drivers that do not go together */
  constructor(drivers: readonly ExtensionDriver[], hooks: HookRunner, logger: Logger) {
    this.drivers = drivers
    this.#known = extensionCatalogue(drivers)
    this.#hooks = hooks
    this.#logger = logger
  }

  /** A service has started: these are hooks of its driver, too. */
  add(driver: ExtensionDriver, hooks: ServiceExtensionHooks): void {
    Object.assign(driver, hooks)
  }

  /** Whether anybody adds anything to such objects. */
  extend(resource: ExtendedResource): boolean {
    return this.#known[resource].length > 0
  }

  /** Fields of a request that some extension driver reads. */
  attributes(resource: ExtendedResource): readonly string[] {
    return this.#known[resource].map(({ field }) => field)
  }

  /** Judges and converts what a request says of extensions' attributes. @throws {InvalidFieldsError} */
  judge<T extends object>(resource: ExtendedResource, operation: Operation, request: T): T {
    return this.extend(resource) ? judgeRequest(this.#known[resource], operation, request) : request
  }

  /** The filtered attribute, where a field of a filter is one. */
  filtered(resource: ExtendedResource, field: string): KnownAttribute | undefined {
    return this.#known[resource].find((one) => one.field === field && one.attribute.filter === true)
  }

  async find(
    resource: ExtendedResource,
    { driver, field }: KnownAttribute,
    values: Values,
    db: Db,
  ): Promise<readonly string[]> {
    const hook = { kind: 'extension', driver: driver.name, hook: 'find' } as const
    const found: unknown = await this.#hooks.precommit(hook, async () => driver.find?.(resource, field, values, db))
    return judgeResult(ids, found, hook, this.#logger)
  }

  /** The objects with what extensions say of them. */
  async read<T extends { readonly id: string }>(
    resource: ExtendedResource,
    objects: readonly T[],
    db: Db,
  ): Promise<readonly T[]> {
    const known = this.#known[resource]
    if (known.length === 0 || objects.length === 0) return objects
    const shown = new Map(objects.map(({ id }) => [id, Object.fromEntries(known.map(defaultOf))]))
    for (const driver of new Set(known.map((one) => one.driver))) {
      const read = driver[READ[resource]] as ReadHook<T> | undefined
      if (read === undefined) continue
      const hook = { kind: 'extension', driver: driver.name, hook: READ[resource] } as const
      const answer: unknown = await this.#hooks.precommit(hook, async () => read.call(driver, objects, db))
      const fields = known.filter((one) => one.driver === driver).map(({ field }) => field)
      for (const [id, values] of judgeResult(readResult(fields), answer, hook, this.#logger))
        Object.assign(shown.get(id) ?? {}, values)
    }
    return objects.map((object) => ({ ...object, ...shown.get(object.id) }))
  }

  /** Returns the network as answers show it. */
  async createNetwork(
    request: NetworkCreate,
    network: Network,
    tx: Transaction,
    context: RequestContext,
  ): Promise<Network> {
    await this.#each('processCreateNetwork', (driver) =>
      driver.processCreateNetwork?.({ ...request }, network, tx, context),
    )
    return this.#shown('network', network, tx)
  }
  async updateNetwork(
    request: NetworkUpdate,
    network: Network,
    tx: Transaction,
    context: RequestContext,
  ): Promise<Network> {
    await this.#each('processUpdateNetwork', (driver) =>
      driver.processUpdateNetwork?.({ ...request }, network, tx, context),
    )
    return this.#shown('network', network, tx)
  }
  async createSubnet(request: SubnetCreate, subnet: Subnet, tx: Transaction, context: RequestContext): Promise<Subnet> {
    await this.#each('processCreateSubnet', (driver) =>
      driver.processCreateSubnet?.({ ...request }, subnet, tx, context),
    )
    return this.#shown('subnet', subnet, tx)
  }
  async updateSubnet(request: SubnetUpdate, subnet: Subnet, tx: Transaction, context: RequestContext): Promise<Subnet> {
    await this.#each('processUpdateSubnet', (driver) =>
      driver.processUpdateSubnet?.({ ...request }, subnet, tx, context),
    )
    return this.#shown('subnet', subnet, tx)
  }
  /** All ports of a request, in their order, as answers show them. */
  async createPorts(
    creations: readonly { readonly request: PortCreate; readonly resource: Port }[],
    tx: Transaction,
    context: RequestContext,
  ): Promise<readonly Port[]> {
    const given = creations.map(({ request, resource }): PortCreation => ({ request: { ...request }, resource }))
    for (const driver of this.drivers) {
      const called = { kind: 'extension', driver: driver.name } as const
      if (driver.processCreatePorts !== undefined) {
        const hook = { ...called, hook: 'processCreatePorts' }
        await this.#hooks.precommit(hook, async () => driver.processCreatePorts?.(given, tx, context))
      } else if (driver.processCreatePort !== undefined) {
        const hook = { ...called, hook: 'processCreatePort' }
        for (const { request, resource } of given) {
          await this.#hooks.precommit(hook, async () => driver.processCreatePort?.(request, resource, tx, context))
        }
      }
    }
    const ports = creations.map(({ resource }) => resource)
    return this.read('port', ports, tx.db)
  }
  async updatePort(request: PortUpdate, port: Port, tx: Transaction, context: RequestContext): Promise<Port> {
    await this.#each('processUpdatePort', (driver) => driver.processUpdatePort?.({ ...request }, port, tx, context))
    return this.#shown('port', port, tx)
  }

  async #shown<T extends { readonly id: string }>(resource: ExtendedResource, object: T, tx: Transaction): Promise<T> {
    return (await this.read(resource, [object], tx.db))[0] ?? object
  }

  async #each(
    hook: keyof ExtensionDriver,
    call: (driver: ExtensionDriver) => Promise<void> | undefined,
  ): Promise<void> {
    for (const driver of this.drivers) {
      if (driver[hook] === undefined) continue
      await this.#hooks.precommit({ kind: 'extension', driver: driver.name, hook }, async () => call(driver))
    }
  }
}

type ReadHook<T> = (objects: readonly T[], db: Db) => Promise<unknown>

const defaultOf = ({ field, attribute }: KnownAttribute): readonly [string, unknown] => [
  field,
  attribute.default ?? null,
]
