import { adminContext, MechanismDriverError, type PortContext, type RequestContext } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'

/** What is done to our tables in the transaction that writes a port. */
export type Work = (tx: Transaction, port: PortContext) => Promise<void>

/**
 * Ports are the engine's to write, routers and floating IPs are ours: both in one transaction. Whoever makes, changes or deletes a
 * port of ours asks the engine with a context made here, and the listener runs the work of that context in the engine's transaction.
 */
export class PortWork {
  readonly #works = new WeakMap<RequestContext, Work>()

  /** Undefined = the request is somebody else's. */
  of(request: RequestContext): Work | undefined {
    return this.#works.get(request)
  }

  /** Runs `call` with a context of ours. @throws what the work throws, as it is */
  async run<T>(caller: RequestContext, work: Work, call: (context: RequestContext) => Promise<T>): Promise<T> {
    const context = adminContext('', caller.requestId)
    const refusal: { error?: unknown } = {}
    this.#works.set(context, async (tx, port) => {
      try {
        await work(tx, port)
      } catch (error) {
        refusal.error = error
        throw error
      }
    })
    try {
      return await call(context)
    } catch (error) {
      const isOurs =
        error instanceof MechanismDriverError && error.faults.some((fault) => fault.error === refusal.error)
      throw isOurs ? refusal.error : error
    }
  }
}
