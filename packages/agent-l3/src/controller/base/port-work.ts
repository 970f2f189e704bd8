import { adminContext, MechanismDriverError, type PortContext, type RequestContext } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'

/** What is done to our tables in the transaction that writes a port. */
export type Work = (tx: Transaction, port: PortContext) => Promise<void>

/** What happens to the port. */
export type PortHook = 'create' | 'update' | 'delete'

/**
 * Ports are the engine's to write, routers and floating IPs are ours: both in one transaction. Whoever makes, changes or deletes a
 * port of ours asks the engine with a context made here, and the listener runs the work of that context in the engine's transaction.
 */
export class PortWork {
  readonly #works = new WeakMap<RequestContext, { readonly work: Work; hook?: PortHook }>()

  /**
   * Undefined = the request is somebody else's. The work is of the first hook that asks, as often as its transaction is repeated: the
   * engine goes on with the same request when it binds the port that was made.
   */
  of(request: RequestContext, hook: PortHook): Work | undefined {
    const found = this.#works.get(request)
    if (found === undefined || (found.hook ??= hook) !== hook) return undefined
    return found.work
  }

  /** Runs `call` with a context of ours. @throws what the work throws, as it is */
  async run<T>(caller: RequestContext, work: Work, call: (context: RequestContext) => Promise<T>): Promise<T> {
    const context = adminContext('', caller.requestId)
    const refusal: { error?: unknown } = {}
    const watched: Work = async (tx, port) => {
      try {
        await work(tx, port)
      } catch (error) {
        refusal.error = error
        throw error
      }
    }
    this.#works.set(context, { work: watched })
    try {
      return await call(context)
    } catch (error) {
      const isOurs =
        error instanceof MechanismDriverError && error.faults.some((fault) => fault.error === refusal.error)
      throw isOurs ? refusal.error : error
    }
  }
}
