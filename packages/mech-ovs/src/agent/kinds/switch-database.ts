import type { Clock, Logger, Step, StepResult } from '@netloom/core'
import type { Operation } from '../ovsdb/operation.ts'
import { OvsdbClient } from '../ovsdb/ovsdb-client.ts'
import type { OvsdbEndpoint } from '../ovsdb/ovsdb-endpoint.ts'
import { OvsdbLostError } from '../ovsdb/ovsdb-errors.ts'
import type { Replica } from '../ovsdb/replica.ts'
import { transactParts } from '../ovsdb/transact-parts.ts'
import { VswitchdWait } from '../ovsdb/vswitchd-wait.ts'
import { NamesInTransaction } from './names-in-transaction.ts'

/** How long a read or a turn waits for a database that is not there. */
const READY_MS = 2_000

/** How the steps of one kind are written. */
export interface Writing<S extends Step> {
  /** Name of the bridge or port whose records the step writes, so that the echo is known as ours. */
  name(step: S): string
  /** What to ask, by the replica as it is now. Asked again after a lost connection. @throws {Error} that is the step's. */
  operations(step: S): readonly Operation[]
  /** Whether ovs-vswitchd has to carry it out before the step is done. */
  readonly forVswitchd: boolean
  /** What ovs-vswitchd says of it afterwards; undefined = nothing bad. */
  complaint?(step: S): string | undefined
}

/** One host's switch database, as its kinds use it. */
export class SwitchDatabase {
  readonly client: OvsdbClient
  readonly busy: NamesInTransaction = new NamesInTransaction()
  private readonly vswitchd: VswitchdWait

  constructor(endpoint: OvsdbEndpoint, logger: Logger, clock: Clock, vswitchdIsBack: () => void) {
    this.client = new OvsdbClient({ endpoint, logger, clock })
    this.vswitchd = new VswitchdWait(this.client, clock, vswitchdIsBack)
  }

  get replica(): Replica {
    return this.client.replica
  }

  /** @throws {OvsdbLostError} saying what is wrong. */
  ready(): Promise<void> {
    return this.client.whenReady(READY_MS)
  }

  /** Like `ready`, and what others committed before is in the replica. */
  async current(): Promise<void> {
    await this.ready()
    await this.client.refresh()
  }

  /** Writes steps, all in one transaction. Never throws. */
  async write<S extends Step>(steps: readonly S[], begin: () => Writing<S>): Promise<readonly StepResult[]> {
    const failed = (error: unknown): readonly StepResult[] => steps.map(({ key }) => ({ key, error: messageOf(error) }))
    for (let attempt = 1; ; attempt++) {
      const trouble = await this.current().then(() => undefined, failed)
      if (trouble !== undefined) return trouble
      try {
        return await this.writeOnce(steps, begin())
      } catch (error) {
        // Whether it has happened is not known: what the database says now decides what is left to ask.
        if (error instanceof OvsdbLostError && attempt === 1 && !this.client.ready) continue
        return failed(error)
      }
    }
  }

  private async writeOnce<S extends Step>(steps: readonly S[], writing: Writing<S>): Promise<readonly StepResult[]> {
    const errors = new Map<string, string>()
    const parts = steps.flatMap((step) => {
      try {
        return [{ key: step.key, operations: writing.operations(step) }]
      } catch (error) {
        errors.set(step.key, messageOf(error))
        return []
      }
    })
    const release = this.busy.hold(steps.map((step) => writing.name(step)))
    try {
      const { refused, configuration } = await transactParts(this.client, parts, writing.forVswitchd)
      for (const [key, error] of refused) errors.set(key, error)
      if (configuration !== undefined) await this.vswitchd.until(configuration, steps.length)
      // The server may answer before it tells: what was written must be in the replica for who asks it next.
      else await this.client.refresh()
    } finally {
      release()
    }
    return steps.map((step) => {
      const error = errors.get(step.key) ?? (step.op === 'remove' ? undefined : writing.complaint?.(step))
      return error === undefined ? { key: step.key } : { key: step.key, error }
    })
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
