import type { ConformanceCheck } from '../support/check.ts'
import { startDriver, type TypeDriverFixture } from './type-driver-fixture.ts'
import { hasPool, poolSize } from './type-driver-pool.ts'

type Check = ConformanceCheck<TypeDriverFixture>

/** Fewer allocations tell nothing of how statements grow. */
const LEAST_POOL = 3

/** Rules about what an allocation costs: all other writers wait for it. */
export const costChecks: readonly Check[] = [
  {
    rule: 'asks the store no more for the last segments of its pool than for the first: no statement for each that is taken',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      const size = poolSize(fixture)
      if (!hasPool(fixture) || size < LEAST_POOL) return []
      const counts: number[] = []
      for (let i = 0; i < size; i += 1) {
        let ran = 0
        await fixture.store.transaction((tx) => {
          ran = 0
          const db = tx.db.withPlugin({
            transformQuery: ({ node }) => {
              ran += 1
              return node
            },
            transformResult: ({ result }) => Promise.resolve(result),
          })
          return driver.allocate({ db, publish: (writes) => tx.publish(writes) })
        })
        counts.push(ran)
      }
      const grows = counts.every((count, index) => index === 0 || count > (counts[index - 1] ?? 0))
      return grows ? [`allocations cost ${counts.join(', ')} statements, one after the other`] : []
    },
  },
]
