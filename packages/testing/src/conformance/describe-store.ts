import { describe } from 'vitest'
import { changeLogTests } from './store/change-log-tests.ts'
import { outboxTests } from './store/outbox-tests.ts'
import { transactionTests } from './store/transaction-tests.ts'
import { uniquenessTests } from './store/uniqueness-tests.ts'
import type { StoreSetup } from './store/with-store.ts'

/** What every implementation of Store promises, whatever its engine. Each test gets a store of its own. */
export function describeStore(name: string, setup: StoreSetup): void {
  describe(`${name} keeps the Store contract`, () => {
    transactionTests(setup)
    uniquenessTests(setup)
    outboxTests(setup)
    changeLogTests(setup)
  })
}
