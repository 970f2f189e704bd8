import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type { Transaction } from '@netloom/core/store'
import { CommitReceipt } from './commit-receipt.ts'

/** A transaction that knows whether its work still runs. */
export interface OpenTransaction extends Transaction {
  readonly open: boolean
}

/** Who asks: lets a call from inside a transaction be told from a concurrent one. */
const current = new AsyncLocalStorage<OpenTransaction>()

export function insideTransaction(): boolean {
  return current.getStore()?.open === true
}

/** What was thrown, as an error. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error })
}

/** How a job's caller gets its answer. */
export interface Caller {
  resolve(value: unknown): void
  reject(error: Error): void
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
    private readonly answer: Caller,
  ) {}

  /** Runs the work in the asynchronous context of whoever asked for it. */
  run(tx: OpenTransaction): Promise<unknown> {
    return this.caller.runInAsyncScope(() => current.run(tx, () => this.work(tx)))
  }

  /** Tells the caller that it is written. `receipt` is the proof, which only a commit's own answer gives. */
  succeed(value: unknown, receipt: CommitReceipt): void {
    if (!(receipt instanceof CommitReceipt)) throw new TypeError('a write was to be acknowledged without its commit')
    this.answer.resolve(value)
  }

  fail(error: Error): void {
    this.answer.reject(error)
  }
}
