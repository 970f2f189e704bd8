import type { Clock, DriverModule, Ml2Options, Netloom, ServiceModule } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import type { Activity } from './activity.ts'
import { KilledError, Incarnation, clockDuring } from './process-incarnation.ts'
import { CrashingStore, type CrashPoint } from './crashing-store.ts'

export interface SimulatedControllerOptions {
  readonly modules: readonly (DriverModule | ServiceModule)[]
  readonly ml2: Partial<Ml2Options>
  /** File of the store; `:memory:` keeps it as long as the simulation. */
  readonly path: string
  readonly clock: Clock
  readonly activity: Activity
}

interface Process {
  readonly life: Incarnation
  readonly store: CrashingStore
  readonly netloom: Netloom
}

/** A controller that can be killed at any moment and started again on the store it left. */
export class SimulatedController {
  private disk: Store | undefined
  private process: Process | undefined
  private readonly onDeath: (() => void)[] = []
  private starting: Promise<void> | undefined
  private begun = 0

  constructor(private readonly options: SimulatedControllerOptions) {}

  get up(): boolean {
    return this.process !== undefined
  }

  /** How often it has been started. */
  get lives(): number {
    return this.begun
  }

  /** @throws {KilledError} while it is down. */
  get netloom(): Netloom {
    if (this.process === undefined) throw new KilledError('the controller is down')
    return this.process.netloom
  }

  /** @throws {KilledError} while it is down. */
  get store(): Store {
    if (this.process === undefined) throw new KilledError('the controller is down')
    return this.process.store
  }

  /** Called whenever the process dies. */
  whenKilled(run: () => void): void {
    this.onDeath.push(run)
  }

  start(): Promise<void> {
    this.starting ??= this.begin().finally(() => {
      this.starting = undefined
    })
    return this.starting
  }

  kill(): void {
    this.process?.life.end()
  }

  /** Kills it at a moment of its own work instead of now; undefined = no longer. */
  crashAt(point: CrashPoint | undefined): void {
    this.process?.store.crashAt(point)
  }

  /** Kills it and lets go of the store's file, which may then be copied or replaced. */
  async close(): Promise<void> {
    this.kill()
    await this.disk?.close()
    this.disk = undefined
  }

  private async begin(): Promise<void> {
    if (this.process !== undefined) return
    const { modules, ml2, clock, activity } = this.options
    const life = new Incarnation()
    const store = new CrashingStore(await this.openDisk(), life, activity)
    const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore }
    const netloom = await createNetloom({ modules, ml2, store, clock: clockDuring(life, clock), logger })
    const process = { life, store, netloom }
    this.begun += 1
    this.process = process
    life.onEnd(() => {
      this.process = undefined
      for (const run of this.onDeath) run()
      // Nothing it does has an effect any more; this only lets go of listeners.
      void netloom.close()
    })
  }

  private async openDisk(): Promise<Store> {
    const { path } = this.options
    if (this.disk !== undefined && path === ':memory:') return this.disk
    await this.disk?.close()
    // Durability is the engine's matter; here every commit would cost a flush of the disk.
    this.disk = sqliteStore(path, { synchronous: 'normal' })
    return this.disk
  }
}

const ignore = (): void => undefined
