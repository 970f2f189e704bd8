import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type { Transaction } from '@netloom/core'

/** A transaction that knows whether its work still runs. */
export interface OpenTransaction extends Transaction {
  readonly open: boolean
}

/** Who asks: lets a call from inside a transaction be told from a concurrent one. */
const current = new AsyncLocalStorage<OpenTransaction>()

export function insideTransaction(): boolean {
  return current.getStore()?.open === true
}

/** What became of one run of a job. */
export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: Error }

export function failure(error: unknown): Outcome {
  return { ok: false, error: asError(error) }
}

/** What was thrown, as an error. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error })
}

/** A transaction that waits for its turn. */
export class Job {
  /** Runs so far that ended in a serialisation conflict. */
  conflicts = 0
  /** Set when a shared commit failed: the next try is made without company, so that each job gets its own error. */
  alone = false
  /** When it was asked for, by `performance.now()`. */
  readonly since: number = performance.now()
  private readonly caller = new AsyncResource('NetloomTransaction')

  constructor(
    private readonly work: (tx: Transaction) => Promise<unknown>,
    private readonly done: (outcome: Outcome) => void,
  ) {}

  /** Runs the work in the asynchronous context of whoever asked for it. */
  run(tx: OpenTransaction): Promise<unknown> {
    return this.caller.runInAsyncScope(() => current.run(tx, () => this.work(tx)))
  }

  settle(outcome: Outcome): void {
    this.done(outcome)
  }
}
