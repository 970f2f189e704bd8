import {
  type AllocatedSegment,
  ConfigurationError,
  InvalidInputError,
  type Logger,
  NoNetworkAvailableError,
  type ProviderSegment,
  type TypeDriver,
} from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import type { z } from 'zod'
import type { HookName, HookRunner } from '../hooks/hook-runner.ts'
import { flagResult, mtuResult, segmentResult } from '../judgement/driver-results.ts'
import { judgeResult } from '../judgement/judge-result.ts'

/** Lets the right type driver act on a segment, and asks project network types in their order. What drivers return is judged. */
export class TypeManager {
  readonly #drivers: ReadonlyMap<string, TypeDriver>
  readonly #projectTypes: readonly string[]
  readonly #externalType: string | null
  readonly #hooks: HookRunner
  readonly #logger: Logger

  /** @throws {ConfigurationError} when a type that projects (or external networks) get has no driver. */
  constructor(
    drivers: readonly TypeDriver[],
    projectTypes: readonly string[],
    externalType: string | null,
    hooks: HookRunner,
    logger: Logger,
  ) {
    this.#drivers = new Map(drivers.map((driver) => [driver.networkType, driver]))
    this.#projectTypes = projectTypes
    this.#externalType = externalType
    this.#hooks = hooks
    this.#logger = logger
    const problems = [
      ...projectTypes.map((type) => ({ where: 'ml2.projectNetworkTypes', type })),
      ...(externalType === null ? [] : [{ where: 'ml2.externalNetworkType', type: externalType }]),
    ].filter(({ type }) => !this.#drivers.has(type))
    if (problems.length > 0) {
      const loaded = this.#names()
      throw new ConfigurationError(
        problems.map(({ where, type }) => ({
          where,
          value: type,
          problem: 'no type driver for it is loaded',
          remedy: `load one, or use one of: ${loaded}`,
        })),
      )
    }
  }

  has(networkType: string): boolean {
    return this.#drivers.has(networkType)
  }

  /** @throws {InvalidInputError} for an unknown type, or whatever the driver finds wrong */
  validate(segment: ProviderSegment): void {
    this.#driverOf(segment.networkType).validate(segment)
  }

  isPartial(segment: ProviderSegment): boolean {
    const driver = this.#driverOf(segment.networkType)
    return this.#judged(flagResult, driver.isPartial(segment), nameOf(driver, 'isPartial'))
  }

  async reserve(segment: ProviderSegment, tx: Transaction): Promise<AllocatedSegment> {
    const driver = this.#driverOf(segment.networkType)
    const reserved = await this.#call(driver, 'reserve', () => driver.reserve(segment, tx))
    return this.#judged(segmentResult(driver.networkType, segment), reserved, nameOf(driver, 'reserve'))
  }

  /** The first of the project's types that has a segment left. @throws {NoNetworkAvailableError} */
  async allocateForProject(external: boolean, tx: Transaction): Promise<AllocatedSegment> {
    const types = external && this.#externalType !== null ? [this.#externalType] : this.#projectTypes
    for (const type of types) {
      const driver = this.#driverOf(type)
      const segment = await this.#call(driver, 'allocate', () => driver.allocate(tx))
      if (segment !== undefined) return this.#judged(segmentResult(type), segment, nameOf(driver, 'allocate'))
    }
    throw new NoNetworkAvailableError(`no segment left of ${types.length === 0 ? 'any type' : types.join(', ')}`)
  }

  /** Gives segments back; those of a type whose driver is gone have no pool to go back to. */
  async release(segments: readonly AllocatedSegment[], tx: Transaction): Promise<void> {
    for (const segment of segments) {
      const owner = this.#drivers.get(segment.networkType)
      if (owner !== undefined) await this.#call(owner, 'release', () => owner.release(segment, tx))
    }
  }

  /** Smallest limit of any segment's type; 0 = nobody limits it. */
  mtu(segments: readonly AllocatedSegment[]): number {
    const limits = segments
      .map(({ networkType, physicalNetwork }) => this.#mtuOf(networkType, physicalNetwork ?? undefined))
      .filter((limit) => limit > 0)
    return limits.length === 0 ? 0 : Math.min(...limits)
  }

  /** Segments of a type whose driver is gone limit nothing. */
  #mtuOf(networkType: string, physicalNetwork: string | undefined): number {
    const driver = this.#drivers.get(networkType)
    return driver === undefined ? 0 : this.#judged(mtuResult, driver.mtu(physicalNetwork), nameOf(driver, 'mtu'))
  }

  #judged<T>(type: z.ZodType<T>, result: unknown, hook: HookName): T {
    return judgeResult(type, result, hook, this.#logger)
  }

  #call<T>(driver: TypeDriver, hook: keyof TypeDriver, call: () => Promise<T>): Promise<T> {
    return this.#hooks.precommit(nameOf(driver, hook), call)
  }

  #driverOf(networkType: string): TypeDriver {
    const driver = this.#drivers.get(networkType)
    if (driver === undefined) {
      throw new InvalidInputError(`network_type value '${networkType}' not supported`)
    }
    return driver
  }

  #names(): string {
    return this.#drivers.size === 0 ? 'none' : [...this.#drivers.keys()].join(', ')
  }
}

const nameOf = ({ networkType }: TypeDriver, hook: keyof TypeDriver): HookName => ({
  kind: 'type',
  driver: networkType,
  hook,
})
