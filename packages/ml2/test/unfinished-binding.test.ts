import { sqliteStore } from '@netloom/store'
import { expect, it } from 'vitest'
import type { Store } from '@netloom/core/store'
import { testCloud } from './support/test-netloom.ts'

/** A store whose owner is dead after so many transactions; the file lives on. */
function dyingAfter(transactions: number, store: Store): Store {
  let left = transactions
  return {
    db: store.db,
    log: store.log,
    initialize: () => Promise.resolve(),
    problem: (error) => store.problem(error),
    close: () => Promise.resolve(),
    transaction: (work) => {
      left -= 1
      return left < 0 ? Promise.reject(new Error('dead')) : store.transaction(work)
    },
  }
}

it('a port that a controller wrote and did not live to bind is bound by the next one', async () => {
  const store = sqliteStore(':memory:')
  await store.initialize()
  // The network, its subnet, the agent, the port.
  const first = await testCloud({ store: dyingAfter(4, store) })
  const { id: networkId } = await first.netloom.networks.create(first.admin, {})
  await first.netloom.subnets.create(first.admin, { networkId, cidr: '10.0.0.0/24' })
  await first.hello('h1')
  await expect(first.netloom.ports.create(first.admin, { networkId, host: 'h1' })).rejects.toThrow('dead')
  const [left] = await first.netloom.ports.list(first.admin)
  expect(left?.binding).toMatchObject({ host: 'h1', vifType: 'unbound' })

  const second = await testCloud({ store })
  const [port] = await second.netloom.ports.list(second.admin)
  expect(port?.binding).toMatchObject({ host: 'h1', levels: [{ level: 0 }] })
  expect((await second.items('host/h1')).map(({ key }) => key)).toEqual([`port/${String(port?.id)}`])
  await second.netloom.close()
})
