import type { Store } from '@netloom/core/store'
import { describeChurn } from './describe-churn.ts'

// Fewer rounds than on SQLite: each commit is a round trip and a write to the disk.
describeChurn('PostgreSQL', {
  rounds: 6,
  readers: 2,
  makeStore: () => {
    const make = Reflect.get(globalThis, Symbol.for('netloom:test-store')) as () => Promise<Store>
    return make()
  },
})
