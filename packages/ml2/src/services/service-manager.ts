import {
  ConfigurationError,
  DriverStartError,
  isConfigurationError,
  type Logger,
  MigrationError,
  type NetloomServices,
  type ReportHandler,
  type ServiceEnvironment,
  type ServiceModule,
  type StartedService,
} from '@netloom/core'
import { withDeadline } from '@netloom/core/registry'
import type { SchemaHistory } from '@netloom/core/store'
import { judgeStarted } from './judge-started.ts'
import { serviceLabel } from './service-label.ts'
import { inStartOrder, requiredBy } from './service-order.ts'

/** Milliseconds. */
export interface ServiceDeadlines {
  /** Default 30,000. */
  readonly start: number
  /** Default 10,000. */
  readonly close: number
}

interface Running {
  readonly module: ServiceModule
  readonly started: StartedService
}

/** Starts services, each after those that it requires, and closes them in reverse. They have been judged before. */
export class ServiceManager {
  /** In the order of their starts. */
  readonly modules: readonly ServiceModule[]
  readonly #logger: Logger
  readonly #deadlines: ServiceDeadlines
  /** What each brings is known to those alone who add to the type. */
  readonly #services = Object.create(null) as NetloomServices
  #running: Running[] = []

  constructor(
    modules: readonly ServiceModule[],
    logger: Logger,
    deadlines: ServiceDeadlines = { start: 30_000, close: 10_000 },
  ) {
    this.modules = inStartOrder(modules)
    this.#logger = logger
    this.#deadlines = deadlines
  }

  /** What the store has to do for them. */
  get histories(): readonly SchemaHistory[] {
    return this.modules.flatMap(({ name, migrations }) => (migrations === undefined ? [] : [{ name, migrations }]))
  }

  /** What they bring, by name. */
  get services(): NetloomServices {
    return this.#services
  }

  /** By entity. */
  get reports(): ReadonlyMap<string, ReportHandler> {
    return new Map(this.#running.flatMap(({ started }) => Object.entries(started.reports ?? {})))
  }

  /**
   * One after the other, each within the deadline; `added` is told what each brings before the next one starts. A failure closes
   * those already started, last first. @throws {ConfigurationError} {@link DriverStartError}
   */
  async start(
    environmentOf: (module: ServiceModule, required: NetloomServices) => ServiceEnvironment,
    added: (module: ServiceModule, started: StartedService) => void,
  ): Promise<void> {
    for (const module of this.modules) {
      try {
        const started = await this.#started(module, module.start(environmentOf(module, this.#requiredBy(module))))
        // Whatever else is wrong with it, it is closed with the others.
        this.#running.push({ module, started })
        judgeStarted(module, started, this.#owners())
        Object.assign(this.#services, started.services)
        added(module, started)
      } catch (error) {
        await this.close()
        throw startError(module, error)
      }
    }
  }

  /** One that fails keeps no other from its sweep. */
  async sweep(): Promise<void> {
    for (const { module, started } of this.#running) {
      try {
        await started.sweep?.()
      } catch (error) {
        this.#logger.error({ err: error, service: module.name }, 'startup sweep of a service failed')
      }
    }
  }

  /** Last first. One that fails to close is logged and does not keep the others open. */
  async close(): Promise<void> {
    const running = this.#running.reverse()
    this.#running = []
    for (const { module, started } of running) {
      try {
        await this.#inTime('close', module, closed(started))
      } catch (error) {
        this.#logger.error({ err: error, service: module.name }, 'service did not close')
      }
    }
  }

  /** One that comes up after its deadline is closed: nobody waits for it any more. */
  async #started(module: ServiceModule, work: Promise<StartedService>): Promise<StartedService> {
    try {
      return await this.#inTime('start', module, work)
    } catch (error) {
      work.then(closed).catch((fault: unknown) => {
        this.#logger.debug({ err: fault, service: module.name }, 'service that did not start in time failed to close')
      })
      throw error
    }
  }

  #requiredBy(module: ServiceModule): NetloomServices {
    const required = requiredBy(module, this.modules)
    const brought = this.#running.filter((one) => required.includes(one.module)).map(({ started }) => started.services)
    return Object.freeze(Object.assign({}, ...brought)) as NetloomServices
  }

  /** Who has which name. */
  #owners(): ReadonlyMap<string, string> {
    const before = this.#running.slice(0, -1)
    return new Map(
      before.flatMap(({ module, started }) =>
        Object.keys(started.services ?? {}).map((name) => [name, serviceLabel(module)] as const),
      ),
    )
  }

  #inTime<T>(what: 'start' | 'close', module: ServiceModule, work: Promise<T>): Promise<T> {
    const deadline = this.#deadlines[what]
    return withDeadline(work, deadline, () =>
      what === 'start'
        ? new DriverStartError('service', module.name, `start() took longer than ${String(deadline)} ms`)
        : new Error(`close() took longer than ${String(deadline)} ms`),
    )
  }
}

/** What it returned may be anything. */
async function closed(started: StartedService | undefined): Promise<void> {
  if (typeof started?.close === 'function') await started.close()
}

function startError(module: ServiceModule, error: unknown): Error {
  if (error instanceof DriverStartError || error instanceof ConfigurationError || isConfigurationError(error))
    return error
  const problem = error instanceof Error ? error.message : String(error)
  return new DriverStartError('service', module.name, problem, { cause: error })
}

/** What the store says of a service's tables, with package, field and remedy. */
export function migrationProblem(error: unknown, modules: readonly ServiceModule[]): unknown {
  if (!(error instanceof MigrationError)) return error
  const { history, migration, cause } = error
  const module: Pick<ServiceModule, 'name' | 'packageName'> = modules.find(({ name }) => name === history) ?? {
    name: history,
  }
  const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? ''
  const problem = `failed (${reason}); its tables are what they were before`
  const remedy = `install a release of ${module.packageName ?? 'its package'} that fits this database, or leave ${history} out`
  const where = `${serviceLabel(module)}: migrations${migration === undefined ? '' : `.${migration}`}`
  return Object.assign(new ConfigurationError([{ where, problem, remedy }]), { cause: error })
}
