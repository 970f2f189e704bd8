import { DriverStartError } from '../errors/start-errors.ts'
import { ConfigurationError } from '../errors/configuration-error.ts'
import type { ExtensionDriver } from '../driver/extension-driver.ts'
import type { MechanismDriver } from '../driver/mechanism-driver.ts'
import type { TypeDriver } from '../driver/type-driver.ts'
import type { Logger } from '../base/logger.ts'
import { withDeadline } from './deadline.ts'
import type { DependencyContainer, InjectionToken } from './di.ts'
import type { DriverKind, DriverModule } from './driver-module.ts'
import { judgeModules } from './judge-modules.ts'
import { EXTENSION_DRIVER, MECHANISM_DRIVER, TYPE_DRIVER } from './tokens.ts'

interface Lifecycle {
  initialize?(): Promise<void>
  close?(): Promise<void>
}
interface Loaded<D extends Lifecycle> {
  readonly kind: DriverKind
  readonly name: string
  readonly driver: D
}

const START_ORDER: readonly DriverKind[] = ['type', 'extension', 'mechanism']

/**
 * The drivers of one netloom instance: registered into its container, in the order of the modules, started in that order
 * (type drivers, extensions, mechanisms) and closed in reverse.
 */
export class DriverRegistry {
  readonly typeDrivers: readonly TypeDriver[]
  readonly mechanismDrivers: readonly MechanismDriver[]
  readonly extensionDrivers: readonly ExtensionDriver[]
  readonly #all: readonly Loaded<Lifecycle>[]
  readonly #deadline: number
  readonly #logger: Logger
  #started: Loaded<Lifecycle>[] = []

  /** @throws {ConfigurationError} for modules of another contract, and when two of one kind have one name. */
  constructor(container: DependencyContainer, modules: readonly DriverModule[], logger: Logger, deadline = 30_000) {
    this.#logger = logger
    this.#deadline = deadline
    const kept = inOrder(modules)
    for (const module of kept) module.register(container)
    const types = resolve(container, TYPE_DRIVER, kept, 'type')
    const mechanisms = resolve(container, MECHANISM_DRIVER, kept, 'mechanism')
    const extensions = resolve(container, EXTENSION_DRIVER, kept, 'extension')
    this.typeDrivers = uniqueTypes(types, logger)
    this.mechanismDrivers = mechanisms.map(({ driver }) => driver)
    this.extensionDrivers = extensions.map(({ driver }) => driver)
    this.#all = [...types.filter(({ driver }) => this.typeDrivers.includes(driver)), ...extensions, ...mechanisms]
  }

  /** Each driver once, one after the other, each within the deadline. A failure closes those already started, last first. */
  async initialize(): Promise<void> {
    for (const loaded of this.#all) {
      try {
        if (loaded.driver.initialize !== undefined) {
          await withDeadline(loaded.driver.initialize(), this.#deadline, () => this.#tooLate(loaded))
        }
        this.#started.push(loaded)
      } catch (error) {
        await this.close()
        if (error instanceof DriverStartError || error instanceof ConfigurationError) throw error
        const problem = error instanceof Error ? error.message : String(error)
        throw new DriverStartError(loaded.kind, loaded.name, problem, { cause: error })
      }
    }
  }

  /** Closes what was started, last first. A driver that fails to close is logged and does not keep the others open. */
  async close(): Promise<void> {
    const started = this.#started.reverse()
    this.#started = []
    for (const { driver, kind, name } of started) {
      try {
        if (driver.close !== undefined) {
          const late = (): Error => new Error(`close() took longer than ${String(this.#deadline)} ms`)
          await withDeadline(driver.close(), this.#deadline, late)
        }
      } catch (error) {
        this.#logger.error({ err: error, kind, driver: name }, 'driver did not close')
      }
    }
  }

  #tooLate({ kind, name }: Loaded<Lifecycle>): DriverStartError {
    return new DriverStartError(kind, name, `initialize() took longer than ${String(this.#deadline)} ms`)
  }
}

function inOrder(modules: readonly DriverModule[]): readonly DriverModule[] {
  const problems = judgeModules(modules)
  if (problems.length > 0) throw new ConfigurationError(problems)
  return START_ORDER.flatMap((kind) => modules.filter((module) => module.kind === kind))
}

function resolve<D extends Lifecycle>(
  container: DependencyContainer,
  token: InjectionToken<D>,
  modules: readonly DriverModule[],
  kind: DriverKind,
): readonly Loaded<D>[] {
  const names = modules.filter((module) => module.kind === kind).map(({ name }) => name)
  // resolveAll throws where nothing is registered
  const drivers = names.length === 0 ? [] : container.resolveAll(token)
  if (drivers.length !== names.length) {
    throw new DriverStartError(
      kind,
      names.join(', '),
      `${String(names.length)} modules registered ${String(drivers.length)} drivers; each must register exactly one`,
    )
  }
  return drivers.map((driver, index) => ({ kind, name: names[index] ?? kind, driver }))
}

/** Two modules of different names may still answer for one network type: the first one wins. */
function uniqueTypes(loaded: readonly Loaded<TypeDriver>[], logger: Logger): readonly TypeDriver[] {
  const byType = new Map<string, TypeDriver>()
  for (const { driver, name } of loaded) {
    if (byType.has(driver.networkType)) {
      logger.error(
        { driver: name, networkType: driver.networkType },
        'network type already has a driver; this one is ignored',
      )
    } else byType.set(driver.networkType, driver)
  }
  return [...byType.values()]
}
