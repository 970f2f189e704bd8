import {
  type DriverFault,
  type Logger,
  type MechanismDriver,
  MechanismDriverError,
  type NetworkContext,
  type PortContext,
  type ServiceListener,
  type SubnetContext,
} from '@netloom/core'
import type { Store, Transaction } from '@netloom/core/store'
import type { HookName, HookRunner } from '../hooks/hook-runner.ts'

interface ContextOf {
  readonly Network: NetworkContext
  readonly Subnet: SubnetContext
  readonly Port: PortContext
}
type Verb = 'create' | 'update' | 'delete'
type Resource = keyof ContextOf
type Phase = 'Precommit' | 'Postcommit'
type Hook = `${Verb}${Resource}${Phase}`

/** Calls the mechanism drivers' hooks: creates and updates in configured order, deletes from the last to the first. */
export class MechanismManager {
  readonly drivers: readonly MechanismDriver[]
  #called: readonly MechanismDriver[]
  #reversed: readonly MechanismDriver[]
  readonly #store: Store
  readonly #logger: Logger
  readonly #hooks: HookRunner
  /** Hooks nobody has are not even looked for. */
  readonly #present = new Map<Hook, readonly MechanismDriver[]>()

  /** `listeners` are parts of the controller that hear the same hooks, after the drivers (deletes: before them). */
  constructor(
    drivers: readonly MechanismDriver[],
    store: Store,
    logger: Logger,
    hooks: HookRunner,
    listeners: readonly MechanismDriver[] = [],
  ) {
    this.drivers = drivers
    this.#called = [...drivers, ...listeners]
    this.#reversed = [...this.#called].reverse()
    this.#store = store
    this.#logger = logger
    this.#hooks = hooks
  }

  /** Calls these, too, after all others (deletes: before them). */
  listen(listeners: readonly ServiceListener[]): void {
    this.#called = [...this.#called, ...listeners]
    this.#reversed = [...this.#called].reverse()
    this.#present.clear()
  }

  /**
   * Inside the transaction. The first throw stops the chain; what the store itself reported passes unchanged, so that a
   * conflict makes the whole operation run again. @throws {MechanismDriverError}
   */
  async precommit<R extends Resource>(verb: Verb, resource: R, context: ContextOf[R], tx: Transaction): Promise<void> {
    const hook: Hook = `${verb}${resource}Precommit`
    for (const driver of this.#having(hook)) {
      try {
        await this.#hooks.precommit(nameOf(driver, hook), () => callPrecommit(driver, hook, context, tx))
      } catch (error) {
        if (this.#store.problem(error) !== undefined) throw error
        throw new MechanismDriverError(hook, [{ driver: driver.name, error }])
      }
    }
  }

  /**
   * After the commit. `create` stops at the first failing driver and throws; `update` calls all and throws what they
   * raised; `delete` calls all and only logs. @throws {MechanismDriverError}
   */
  async postcommit<R extends Resource>(verb: Verb, resource: R, context: ContextOf[R]): Promise<void> {
    const hook: Hook = `${verb}${resource}Postcommit`
    const faults: DriverFault[] = []
    for (const driver of this.#having(hook)) {
      try {
        await this.#hooks.postcommit(nameOf(driver, hook), (signal) => callPostcommit(driver, hook, context, signal))
      } catch (error) {
        faults.push({ driver: driver.name, error })
        this.#logger.error({ err: error, driver: driver.name, hook, id: context.current.id }, 'mechanism driver failed')
        if (verb === 'create') break
      }
    }
    if (faults.length > 0 && verb !== 'delete') throw new MechanismDriverError(hook, faults)
  }

  /** Whether any driver wants this hook; saves preparing its context. */
  wants(verb: Verb, resource: Resource, phase: Phase): boolean {
    return this.#having(`${verb}${resource}${phase}`).length > 0
  }

  #having(hook: Hook): readonly MechanismDriver[] {
    const known = this.#present.get(hook)
    if (known !== undefined) return known
    const drivers = hook.startsWith('delete') ? this.#reversed : this.#called
    const having = drivers.filter((driver) => driver[hook] !== undefined)
    this.#present.set(hook, having)
    return having
  }
}

const nameOf = ({ name }: MechanismDriver, hook: Hook): HookName => ({ kind: 'mechanism', driver: name, hook })

type AnyContext = ContextOf[Resource]
type AnyHook<Last> = ((context: AnyContext, last: Last) => Promise<void>) | undefined

// The hook's name and its context were paired by the generic methods above; the compiler cannot follow the pairing through a
// computed name, hence the casts. `call` keeps the driver's `this`.
async function callPrecommit(driver: MechanismDriver, hook: Hook, context: AnyContext, tx: Transaction): Promise<void> {
  await (driver[hook] as AnyHook<Transaction>)?.call(driver, context, tx)
}

async function callPostcommit(
  driver: MechanismDriver,
  hook: Hook,
  context: AnyContext,
  signal: AbortSignal,
): Promise<void> {
  await (driver[hook] as AnyHook<AbortSignal>)?.call(driver, context, signal)
}
