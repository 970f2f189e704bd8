import type { Store, Transaction } from '@netloom/core/store'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** 0.1 ms (SQLite in memory) to 10 s (a disk in trouble). */
const SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The same store, with its transactions counted and timed in `registry`. Engines need not know. */
export function measuredStore(store: Store, registry: Registry): Store {
  const registers = [registry]
  const duration = new Histogram({
    name: 'netloom_store_transaction_duration_seconds',
    help: 'Time from asking for a transaction until it is on disk (or failed), waiting and retries included.',
    labelNames: ['result'],
    buckets: SECONDS,
    registers,
  })
  const open = new Gauge({
    name: 'netloom_store_transactions_open',
    help: 'Transactions that run or wait for their turn: the depth of the write queue.',
    registers,
  })
  const retries = new Counter({
    name: 'netloom_store_transaction_retries_total',
    help: 'Times a transaction was run again after a conflict or a failed shared commit.',
    registers,
  })
  const committed = duration.labels('committed')
  const failed = duration.labels('failed')
  const transaction = async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const started = performance.now()
    let runs = 0
    open.inc()
    let result = failed
    try {
      const value = await store.transaction((tx) => {
        runs += 1
        return work(tx)
      })
      result = committed
      return value
    } finally {
      open.dec()
      if (runs > 1) retries.inc(runs - 1)
      result.observe((performance.now() - started) / 1_000)
    }
  }
  return {
    get db() {
      return store.db
    },
    get log() {
      return store.log
    },
    get trouble() {
      return store.trouble
    },
    initialize: (services) => store.initialize(services),
    transaction,
    problem: (error) => store.problem(error),
    close: () => store.close(),
  }
}
