import type { ServiceListener, StartedService } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { ioOf } from '../support/handles.ts'
import { deepFreeze } from '../support/same.ts'
import { watchTransaction } from '../support/watched-transaction.ts'

type Hook = (context: { readonly current: object }, last: unknown) => Promise<void>

/** The same service, whose port hooks are looked at: contexts are frozen, and what a precommit may not do goes to `breaches`. */
export function watchedListeners(started: StartedService, breaches: string[]): StartedService {
  // Whatever else it is, the engine judges it.
  if (!Array.isArray(started.listeners)) return started
  const listeners = started.listeners.map((listener: ServiceListener) => watched(listener, breaches))
  return { ...started, listeners, ...bound(started) }
}

/** Methods that may need their `this`. */
function bound(started: StartedService): Pick<StartedService, 'sweep' | 'close'> {
  return {
    ...(started.sweep !== undefined && { sweep: () => started.sweep?.() ?? Promise.resolve() }),
    ...(started.close !== undefined && { close: () => started.close?.() ?? Promise.resolve() }),
  }
}

function watched(listener: ServiceListener, breaches: string[]): ServiceListener {
  const hooks = listener as unknown as Readonly<Record<string, Hook | undefined>>
  const names = Object.keys(listener).filter((name) => /(Pre|Post)commit$/.test(name))
  const wrapped = names.map((name) => {
    const hook: Hook = async (context, last) => {
      const call = (argument: unknown): Promise<void> | undefined =>
        hooks[name]?.call(listener, frozen(context), argument)
      if (name.endsWith('Postcommit')) await call(last)
      else breaches.push(...(await precommit(name, last as Transaction, call)))
    }
    return [name, hook] as const
  })
  return { ...listener, ...(Object.fromEntries(wrapped) as Partial<ServiceListener>) }
}

async function precommit(
  name: string,
  tx: Transaction,
  call: (tx: Transaction) => Promise<void> | undefined,
): Promise<readonly string[]> {
  const watch = watchTransaction(tx)
  const io = await ioOf(async () => call(watch.tx))
  const owned = watch.published.filter(({ topic }) => /^(host|network|tunnels)\//.test(topic))
  return [
    ...(io.length === 0 ? [] : [`${name} reaches out of the transaction (${io.join(', ')}) while all others wait`]),
    ...(watch.unfinished() === 0 ? [] : [`${name} ended before what it does in the transaction: await it`]),
    ...owned.slice(0, 1).map(({ topic }) => `${name} published into ${topic}, which is the engine's`),
  ]
}

/** A copy, so that the engine's own objects stay as they are. */
function frozen<C extends { readonly current: object }>(context: C): C {
  const copies = Object.entries(context).map(([field, value]: [string, unknown]) => [
    field,
    typeof value === 'object' ? deepFreeze(structuredClone(value)) : value,
  ])
  return Object.freeze(Object.fromEntries(copies)) as C
}
