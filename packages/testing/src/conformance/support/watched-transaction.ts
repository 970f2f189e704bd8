import type { FeedWrite } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'

export interface WatchedTransaction {
  readonly tx: Transaction
  readonly published: readonly FeedWrite[]
  /** Statements and publications that have begun and not ended. */
  unfinished(): number
  /** Tables of the engine that a statement has written: only `publish` and the engine's services may. */
  readonly engineWrites: readonly string[]
}

/** A transaction that knows what still runs in it: a hook that ends before its own statements writes after the commit, or never. */
export function watchTransaction(inner: Transaction): WatchedTransaction {
  const published: FeedWrite[] = []
  const engineWrites: string[] = []
  let running = 0
  const db = inner.db.withPlugin({
    transformQuery: ({ node }) => {
      running += 1
      engineWrites.push(...writtenBy(node).filter((table) => OWNED_BY_ENGINE.test(table)))
      return node
    },
    transformResult: async ({ result }) => {
      await nextTurn()
      running -= 1
      return result
    },
  })
  const publish = async (writes: readonly FeedWrite[]): Promise<void> => {
    published.push(...writes)
    running += 1
    await inner.publish(writes)
    await nextTurn()
    running -= 1
  }
  return { tx: { db, publish }, published, unfinished: () => running, engineWrites }
}

const OWNED_BY_ENGINE = /^(networks|segments|subnets|ports|port_|ip_|provisioning|agents|feed_|store_facts)/

/** Where statements of each sort name what they write. */
const TARGETS: Readonly<Record<string, string>> = {
  InsertQueryNode: 'into',
  UpdateQueryNode: 'table',
  DeleteQueryNode: 'from',
}

/** Tables that a statement writes. */
const writtenBy = (node: { readonly kind: string }): readonly string[] => {
  const target = TARGETS[node.kind]
  return target === undefined ? [] : tablesIn((node as unknown as Readonly<Record<string, unknown>>)[target])
}

function tablesIn(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return []
  const { kind, table } = node as { kind?: unknown; table?: { identifier?: { name?: unknown } } }
  const name = kind === 'TableNode' ? table?.identifier?.name : undefined
  return typeof name === 'string' ? [name] : Object.values(node).flatMap(tablesIn)
}

/** An engine in this process would have answered before a hook that does not wait for it is found out. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
