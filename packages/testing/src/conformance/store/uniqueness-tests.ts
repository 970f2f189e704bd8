import type { Store, StoreProblem, Transaction } from '@netloom/core/store'
import { describe, expect, it } from 'vitest'
import { networkRow, portRow, subnetRow } from './rows.ts'
import { withStore, type StoreSetup } from './with-store.ts'

/** What is unique: how to write it once (number 0), and once more in its way (number 1). */
interface Case {
  readonly table: string
  readonly columns: readonly string[]
  readonly write: (tx: Transaction, number: number) => Promise<unknown>
}

const CASES: readonly Case[] = [
  {
    table: 'ports',
    columns: ['network_id', 'mac_address'],
    write: (tx, n) =>
      tx.db
        .insertInto('ports')
        .values(portRow(`port${String(n)}`, 'n', 'fa:16:3e:00:00:01'))
        .execute(),
  },
  {
    table: 'ip_allocations',
    columns: ['subnet_id', 'ip_key'],
    write: async (tx, n) => {
      const id = `port${String(n)}`
      await tx.db
        .insertInto('ports')
        .values(portRow(id, 'n', `fa:16:3e:00:00:0${String(n)}`))
        .execute()
      const allocation = { subnet_id: 's', ip_key: '0a000005', ip_address: '10.0.0.5', port_id: id, network_id: 'n' }
      await tx.db.insertInto('ip_allocations').values(allocation).execute()
    },
  },
  {
    table: 'segment_allocations',
    columns: ['network_type', 'physical_network', 'segmentation_id'],
    write: (tx) =>
      tx.db
        .insertInto('segment_allocations')
        .values({ network_type: 'vxlan', physical_network: '', segmentation_id: 100 })
        .execute(),
  },
  {
    table: 'agents',
    columns: ['agent_type', 'host'],
    write: (tx, n) =>
      tx.db
        .insertInto('agents')
        .values({
          id: `agent${String(n)}`,
          agent_type: 'Linux bridge agent',
          binary: 'netloom-agent',
          host: 'host1',
          availability_zone: null,
          admin_state_up: 1,
          description: '',
          configurations: '{}',
          created_at: '2030-01-01T00:00:00Z',
          started_at: '2030-01-01T00:00:00Z',
          heartbeat_at: '2030-01-01T00:00:00Z',
        })
        .execute(),
  },
]

async function prepare(store: Store): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.db.insertInto('networks').values(networkRow('n')).execute()
    await tx.db.insertInto('subnets').values(subnetRow('s', 'n')).execute()
  })
}

function refusal(store: Store, outcome: PromiseSettledResult<unknown>): StoreProblem | undefined {
  return outcome.status === 'rejected' ? store.problem(outcome.reason) : undefined
}

export function uniquenessTests(setup: StoreSetup): void {
  describe('uniqueness', () => {
    it.each(CASES)(
      'of $table ($columns): of two at once exactly one wins, and the other learns why',
      async ({ table, columns, write }) => {
        const test = withStore(setup, async (store) => {
          await prepare(store)
          const outcomes = await Promise.allSettled([0, 1].map((n) => store.transaction((tx) => write(tx, n))))
          expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
          const problems = outcomes.map((outcome) => refusal(store, outcome)).filter((problem) => problem !== undefined)
          expect(problems).toEqual([{ kind: 'unique', table, columns }])
        })
        await test()
      },
    )

    it(
      'says nothing about errors that are not its own',
      withStore(setup, (store) => {
        expect(store.problem(new Error('UNIQUE constraint failed: ports.id'))).toBeUndefined()
        return Promise.resolve()
      }),
    )
  })
}
